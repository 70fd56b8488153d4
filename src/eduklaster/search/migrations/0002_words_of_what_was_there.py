"""Leaves a job that writes the words of what was there before the search: it takes longer than a migration should."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def leave_job(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the job where there is anything to write."""
    if apps.get_model("clusters", "Cluster").objects.exists():
        from procrastinate.contrib.django import app

        app.configure_task("search.rebuild").defer()


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [migrations.RunPython(leave_job, migrations.RunPython.noop)]
