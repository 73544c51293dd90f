"""PostgreSQL storage: room on each page for updates in place, and vacuum before the live index bloats."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SETTINGS = "fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02"


def tune(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE jobs_job SET ({_SETTINGS})")
        schema_editor.execute("ALTER TABLE jobs_attempt SET (autovacuum_vacuum_scale_factor = 0.02)")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("jobs", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(tune, migrations.RunPython.noop)]
