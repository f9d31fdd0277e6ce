"""Search keys without ids of their own: a key and an officer are a row, so that writing a row costs two indexes instead of three."""

from django.db import migrations, models

KEYS, KEPT = "participants_officerkey", "kept_officer_keys"


def keep(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE IF EXISTS {KEPT}")
    schema_editor.execute(f"CREATE TEMPORARY TABLE {KEPT} AS SELECT key, officer_id FROM {KEYS}")


def put_back(apps, schema_editor):
    schema_editor.execute(f"INSERT INTO {KEYS} (key, officer_id) SELECT key, officer_id FROM {KEPT} ORDER BY key, officer_id")
    schema_editor.execute(f"DROP TABLE {KEPT}")


class Migration(migrations.Migration):
    dependencies = [("participants", "0007_discarded")]

    operations = [
        migrations.RunPython(keep, put_back),
        migrations.DeleteModel("OfficerKey"),
        migrations.CreateModel(
            name="OfficerKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey("key", "officer_id", blank=True, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.BigIntegerField(verbose_name="key")),
                (
                    "officer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=models.deletion.CASCADE,
                        related_name="keys",
                        to="participants.officer",
                        verbose_name="officer",
                    ),
                ),
            ],
            options={"verbose_name": "search key", "verbose_name_plural": "search keys"},
        ),
        migrations.RunPython(put_back, keep),
    ]
