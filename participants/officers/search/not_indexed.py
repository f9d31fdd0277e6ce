"""Officers who were recorded a moment ago: their search keys are still to be written, so they are compared one by one."""

from django.db.models import Exists, OuterRef, QuerySet

from participants.models import Officer, OfficerKey

# A job writes the keys of a table of officers after the officers themselves.
NEWEST = 500


def newest_without_keys(officers: QuerySet[Officer]) -> list[Officer]:
    """Returns those of the last NEWEST officers on record who have no search key, with names and mobile only. One query."""
    newest = Officer.objects.order_by("-pk").values("pk")[:NEWEST]
    no_key = ~Exists(OfficerKey.objects.filter(officer=OuterRef("pk")))
    names = officers.select_related(None).only("name_en", "name_bn", "mobile")
    return list(names.filter(no_key, pk__in=newest).order_by("pk"))
