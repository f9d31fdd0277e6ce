"""Who sits in a session of another programme than the one that recorded the officer is there by its consent from now on."""

from django.db import migrations
from django.db.models import F


def mark(apps, schema_editor):
    """Until now a roster with the number of such an officer opened the whole record; the programme that recorded it keeps it."""
    enrolments = apps.get_model("trainings", "Enrolment").objects
    enrolments.filter(officer__programme__isnull=False).exclude(
        session__phase__programme=F("officer__programme")
    ).update(is_shared=True)


class Migration(migrations.Migration):
    dependencies = [("trainings", "0003_officer_requests")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
