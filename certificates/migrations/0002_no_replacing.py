"""Certificates hold against `REPLACE INTO` on SQLite, whichever key it takes, and keep their id."""

from django.db import migrations

from certificates.models import immutability_triggers


def install_triggers(apps, schema_editor):
    immutability_triggers.triggers().install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0001_initial'),
    ]

    operations = [
        # Backwards the triggers stay as they are: they know no column that goes.
        migrations.RunPython(install_triggers, migrations.RunPython.noop),
    ]
