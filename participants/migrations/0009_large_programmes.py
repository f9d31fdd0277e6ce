"""Notes which programmes hold a large part of all officers, as participants/officers/sizes.py does every night."""

from django.db import migrations
from django.db.models import Count

FEWEST, SHARE = 5_000, 0.05


def note(apps, _schema_editor):
    officers = apps.get_model("participants", "Officer").objects.order_by()
    least = max(FEWEST, SHARE * officers.count())
    recorded = officers.filter(programme__isnull=False).values_list("programme").annotate(n=Count("pk"))
    large = [programme for programme, count in recorded if count >= least]
    apps.get_model("programmes", "Programme").objects.filter(pk__in=large).update(is_large=True)


class Migration(migrations.Migration):
    dependencies = [("participants", "0008_keys_without_ids"), ("programmes", "0007_large_programmes")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop, elidable=True)]
