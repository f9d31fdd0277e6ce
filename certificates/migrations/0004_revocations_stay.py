"""A revoked certificate stays as it is, and so does what two people decided after it."""

from django.db import migrations

from certificates.models import immutability_triggers
from certificates.reinstatement import triggers


def install_triggers(apps, schema_editor):
    immutability_triggers.triggers().install(schema_editor.connection)
    triggers.triggers().install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0003_reinstatement'),
    ]

    operations = [
        # Backwards the triggers stay as they are: they know no column that goes.
        migrations.RunPython(install_triggers, migrations.RunPython.noop),
    ]
