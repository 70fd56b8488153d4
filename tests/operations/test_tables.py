"""Commands meet a database whose tables are of another version."""

from __future__ import annotations

import pytest
from django.db.migrations.recorder import MigrationRecorder

from eduklaster.operations.errors import OperatorError
from eduklaster.operations.prepare import require_tables

pytestmark = pytest.mark.django_db


def test_tables_of_this_version_are_welcome() -> None:
    require_tables()


def test_older_tables_are_refused_with_the_way_to_renew_them() -> None:
    MigrationRecorder.Migration.objects.filter(app="membership").latest("pk").delete()
    with pytest.raises(OperatorError) as refused:
        require_tables()
    assert "eduklaster run" in refused.value.format_message()
