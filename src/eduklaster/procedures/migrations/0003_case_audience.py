"""Cases keep who sees them, as the rule `case.audience` said when they were opened."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def close_exclusions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep closed what was closed before the rule had a name: exclusions."""
    apps.get_model("procedures", "Case").objects.filter(kind="exclude").update(audience="concerned")


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_delegations_and_follows")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="audience",
            field=models.CharField(
                choices=[("all", "everybody"), ("concerned", "those concerned and those who decide")],
                default="all",
                help_text="case.audience when it was opened",
                max_length=12,
            ),
        ),
        migrations.RunPython(close_exclusions, migrations.RunPython.noop),
    ]
