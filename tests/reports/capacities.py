"""Trained officers and where they went: a tree of units, sessions that were held, transfers."""

from datetime import date

from django.utils import timezone

from participants.models import Posting
from tests.factories import (
    CourseFactory,
    DistrictFactory,
    DivisionFactory,
    EnrolmentFactory,
    ForceFactory,
    OfficerFactory,
    SessionFactory,
    UnitFactory,
)

JUNE = date(2026, 6, 17)


def tree():
    """Returns {code: Unit}: Khulna Range with two districts and a thana without a place, Dhaka's metropolitan police, ATU."""
    force = ForceFactory()
    dhaka = DistrictFactory(
        code="3026", name_en="Dhaka", name_bn="ঢাকা", parent=DivisionFactory(code="30", name_en="Dhaka")
    )
    khulna = DistrictFactory()
    jashore = DistrictFactory(code="4041", name_en="Jashore", name_bn="যশোর")
    at_range = UnitFactory(code="RANGE", kind="range", name_en="Khulna Range", parent=force, place=khulna)
    units = [
        at_range,
        UnitFactory(code="DP-4047", name_en="Khulna District Police", parent=at_range, place=khulna),
        UnitFactory(code="DP-4041", name_en="Jashore District Police", parent=at_range, place=jashore),
        UnitFactory(code="DMP", kind="metro", name_en="Dhaka Metropolitan Police", parent=force, place=dhaka),
        UnitFactory(code="ATU", kind="special", name_en="Anti-Terrorism Unit", parent=force, place=None),
    ]
    found = {unit.code: unit for unit in units}
    found["THANA"] = UnitFactory(
        code="THANA", kind="thana", name_en="Jashore Sadar", parent=found["DP-4041"], place=None
    )
    return found


def held(programme, *, ends_on=JUNE, kind="tot", state="closed"):
    """Returns a session that was held."""
    return SessionFactory(
        programme=programme,
        course=CourseFactory(programme=programme, kind=kind),
        starts_on=ends_on,
        length=1,
        state=state,
        closed_at=timezone.now() if state == "closed" else None,
    )


def trained(session, unit, *, sex="male", state="completed", times=1):
    """Returns officers of the unit who completed the session; they are posted there since 2020."""
    officers = []
    for _time in range(times):
        officer = OfficerFactory(unit=unit, sex=sex, programme=session.programme)
        Posting.objects.create(officer=officer, rank=officer.rank, unit=unit, since=date(2020, 1, 1))
        EnrolmentFactory(session=session, officer=officer, state=state)
        officers.append(officer)
    return officers if times > 1 else officers[0]


def moved(officer, unit, since):
    """Posts the officer to another unit from a day on; None: left the police."""
    Posting.objects.create(officer=officer, rank=officer.rank, unit=unit, since=since, has_left=unit is None)
