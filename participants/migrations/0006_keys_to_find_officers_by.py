"""Adds the keys by which officers are found by a word of the name or the end of the mobile, for officers who have search keys."""

from django.db import migrations
from django.db.models import Exists, OuterRef

from participants.identity.finding_keys import FIRST, LAST, finding_keys

OFFICERS_PER_STEP = 1_000


def add_keys(apps, schema_editor):
    Officer, OfficerKey = (apps.get_model("participants", name) for name in ("Officer", "OfficerKey"))
    # An officer without any key is not indexed yet and gets all of them by `index_missing`.
    indexed = Officer.objects.filter(Exists(OfficerKey.objects.filter(officer=OuterRef("pk")))).order_by("pk")
    last = 0
    while step := list(indexed.filter(pk__gt=last).values_list("pk", "name_en", "name_bn", "mobile")[:OFFICERS_PER_STEP]):
        keys = [
            OfficerKey(key=key, officer_id=pk)
            for pk, name_en, name_bn, mobile in step
            for key in sorted(finding_keys((name_en, name_bn), mobile))
        ]
        OfficerKey.objects.bulk_create(keys, ignore_conflicts=True)
        last = step[-1][0]


def remove_keys(apps, schema_editor):
    apps.get_model("participants", "OfficerKey").objects.filter(key__gte=FIRST, key__lte=LAST).delete()


class Migration(migrations.Migration):
    # Each step by itself: the keys of a million officers in one transaction would hold up everybody.
    atomic = False

    dependencies = [("participants", "0005_what_a_roster_holds")]

    operations = [migrations.RunPython(add_keys, remove_keys)]
