"""Entries of the audit trail get numbers without gaps, their programme and a seal; those on record stay as they were hashed.

Old entries (form 1) are numbered in the order of the chain. They get no seal: a mark outside of the database says how many
there are and how they end.
"""

from django.db import migrations, models

from accounts.database import audit_triggers
from accounts.audit import beginning

NUMBER = """
    UPDATE accounts_auditentry SET sequence = numbered.place
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM accounts_auditentry) AS numbered
    WHERE numbered.id = accounts_auditentry.id
"""


def remove_triggers(apps, schema_editor):
    audit_triggers.triggers().remove(schema_editor.connection)


def install_triggers(apps, schema_editor):
    audit_triggers.triggers().install(schema_editor.connection)


def mark_where_seals_begin(apps, schema_editor):
    entries = apps.get_model("accounts", "AuditEntry").objects.using(schema_editor.connection.alias)
    beginning.write_once(*(entries.order_by("-sequence").values_list("sequence", "hash").first() or (0, "")))


def install_triggers_of_before(apps, schema_editor):
    audit_triggers.triggers(audit_triggers.FIRST_KEYS).install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_roles'),
    ]

    operations = [
        migrations.RunPython(remove_triggers, install_triggers_of_before),
        migrations.AddField(
            model_name='auditentry',
            name='sequence',
            field=models.PositiveBigIntegerField(null=True, verbose_name='number'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='form',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='form'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditentry',
            name='programme_id',
            field=models.BigIntegerField(blank=True, null=True, verbose_name='programme'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='seal',
            field=models.CharField(blank=True, default='', max_length=80, verbose_name='seal'),
            preserve_default=False,
        ),
        migrations.RunSQL(NUMBER, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='auditentry',
            name='sequence',
            field=models.PositiveBigIntegerField(unique=True, verbose_name='number'),
        ),
        migrations.AlterModelOptions(
            name='auditentry',
            options={'ordering': ['-sequence'], 'verbose_name': 'audit entry', 'verbose_name_plural': 'audit entries'},
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['programme_id', '-sequence'], name='audit_by_programme'),
        ),
        # Last: SQLite rebuilds an altered table and loses its triggers.
        migrations.RunPython(install_triggers, remove_triggers),
        migrations.RunPython(mark_where_seals_begin, migrations.RunPython.noop),
    ]
