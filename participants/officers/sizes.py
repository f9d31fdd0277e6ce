"""Which programmes hold a large part of all officers.

Only how the database looks for officers depends on it, never whom it finds (`_held` in participants/models/officer.py).
"""

from django.db.models import Count

from participants.models import Officer
from participants.models.officer import all_enrolments
from programmes.models import Programme

# With fewer, those of a programme are gathered sooner than the officers of a country are read in order.
FEWEST, SHARE = 5_000, 0.05


def note_large_programmes() -> list[int]:
    """Writes of every programme whether it is large; returns the ids of those that are. Reads all officers and enrolments once."""
    recorded = Officer.objects.order_by().values_list("programme").annotate(officers=Count("pk"))
    held = {programme: officers for programme, officers in recorded if programme}
    enrolled = all_enrolments().filter(is_shared=False).values_list("session__phase__programme")
    for programme, officers in enrolled.annotate(officers=Count("officer", distinct=True)):
        held[programme] = max(officers, held.get(programme, 0))
    least = max(FEWEST, SHARE * Officer.objects.count())
    large = sorted(programme for programme, officers in held.items() if officers >= least)
    Programme.objects.filter(pk__in=large, is_large=False).update(is_large=True)
    Programme.objects.filter(is_large=True).exclude(pk__in=large).update(is_large=False)
    return large
