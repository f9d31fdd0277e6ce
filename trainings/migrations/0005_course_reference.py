"""Gives each course a random reference, by which badges call it in public."""

import uuid

from django.db import migrations, models


def give_references(apps, schema_editor):
    """Each course its own, and the same to every version in its history."""
    Course, History = (apps.get_model("trainings", name) for name in ("Course", "HistoricalCourse"))
    for pk in Course.objects.values_list("pk", flat=True):
        reference = uuid.uuid4()
        Course.objects.filter(pk=pk).update(public_id=reference)
        History.objects.filter(id=pk).update(public_id=reference)
    for pk in History.objects.filter(public_id=None).order_by().values_list("id", flat=True).distinct():
        History.objects.filter(id=pk).update(public_id=uuid.uuid4())


def field(**more):
    return models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="reference", **more)


class Migration(migrations.Migration):
    dependencies = [("trainings", "0004_mark_shared")]

    operations = [
        migrations.AddField("course", "public_id", field(null=True)),
        migrations.AddField("historicalcourse", "public_id", field(null=True)),
        migrations.RunPython(give_references, migrations.RunPython.noop),
        migrations.AlterField("course", "public_id", field(unique=True)),
        migrations.AlterField("historicalcourse", "public_id", field(db_index=True)),
    ]
