"""Loads the holidays that come every year on one day. Those that follow the moon are announced, and entered by hand."""

from pathlib import Path

from django.db import transaction

from programmes.workbooks.delimited import shipped_rows
from trainings.models import Holiday, HolidayKind

DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def load_holidays() -> int:
    """Fills a list without any yearly holiday; returns how many it has. Later the list is its readers': what they removed stays away."""
    yearly = Holiday.objects.filter(kind=HolidayKind.YEARLY)
    if not yearly.exists():
        Holiday.objects.bulk_create(
            Holiday(
                month=int(row["month"]),
                day=int(row["day"]),
                kind=HolidayKind.YEARLY,
                name_en=row["name_en"],
                name_bn=row["name_bn"],
            )
            for row in shipped_rows(DATA / "holidays.csv")
        )
    return yearly.count()
