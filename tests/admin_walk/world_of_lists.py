"""Rosters and tables, and a neighbour: a third programme, whose officers both programmes ask for, and which asks for theirs."""

from datetime import timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from jobs.requesting import run_now
from participants.table_import import import_jobs
from tests import factories
from tests.admin_walk.canaries import GIVEN, RECORD
from tests.admin_walk.world_of_people import officer
from tests.trainings.rosters.building import previewed
from trainings.models import OfficerRequest
from trainings.officer_requests import answering, asking

GIVEN_NAME = ("name given in a request", GIVEN)


def neighbour(common, canaries):
    """Returns the third programme. Of its records nothing but the number, and the name once it is shared, is known elsewhere."""
    coordinator = factories.UserFactory(email="neighbour@example.org", full_name="Neighbour")
    programme = factories.ProgrammeFactory(code="NEIGHBOUR", coordinators=[coordinator], is_public=False)
    session = factories.SessionFactory(
        programme=programme, code="NEXT-DOOR", state="scheduled", starts_on=common["today"] + timedelta(days=20)
    )
    held, shared = (
        factories.OfficerFactory(
            programme=programme,
            service_number=f"990066{n}07",
            mobile=f"+880{canaries.code(f'17006606{n}', 'mobile of a neighbour')}",
            email=canaries.code(f"neighbour{n}@example.org", "e-mail of a neighbour"),
            designation=canaries.word("designation of a neighbour"),
            **{name: common[name] for name in ("rank", "unit", "force")},
            **names,
        )
        for n, names in (
            (10, {"name_en": canaries.word("name of a neighbour"), "name_bn": canaries.word("name of a neighbour")}),
            (20, {"name_en": "Shared Officer", "name_bn": "যৌথ কর্মকর্তা"}),
        )
    )
    return SimpleNamespace(coordinator=coordinator, programme=programme, session=session, held=held, shared=shared)


def build(side, neighbour):
    _rosters(side, neighbour)
    _requests(side, neighbour)


def _rosters(side, neighbour):
    # Names that resemble some on record, so that rows wait for a decision; the last two wait for the neighbour.
    rows = [_row(side, f"990077{side.number}8{n:02d}", f"0170077{side.number}8{n:02d}") for n in range(2)]
    rows.append(["", "Inspector", "12", side.word("unit in a roster"), "", "", ""])
    rows += [_row(side, one.service_number, place=GIVEN_NAME) for one in (neighbour.held, neighbour.shared)]
    roster = previewed(side.scheduled, *rows, by=side.coordinator, name=f"roster-{side.word('name of a roster')}.csv")
    lines = ["Service number,Name in English,Rank,Unit"]
    lines += [
        f"{number},{side.word('name in a table')},Inspector,Khulna District Police"
        for number in ("12", neighbour.held.service_number)
    ]
    table = import_jobs.upload(
        SimpleUploadedFile(f"table-{side.word('name of a table')}.csv", "\n".join(lines).encode()),
        programme=side.programme,
        by=side.coordinator,
    )
    run_now(table.checking)
    table.refresh_from_db()
    side.keep(roster=roster, table=table)


def _row(side, number, mobile="", place=("name in a roster", RECORD)):
    return [side.word(*place), "Inspector", number, "Khulna District Police", mobile, "Female", ""]


def _requests(side, neighbour):
    """What the side asks for, open and accepted, and what the neighbour asks of the side."""
    asking.ask(side.scheduled, asking.rows_to_ask_for(side.roster), unit=None, by=side.coordinator)
    held, shared = neighbour.held, neighbour.shared
    asked_for, let_in = (OfficerRequest.objects.get(session=side.scheduled, officer=one) for one in (held, shared))
    answering.accept(let_in, by=neighbour.coordinator)
    wanted = officer(side, 8)
    side.code(wanted.service_number, "number given in a request", GIVEN)
    given = _row(side, wanted.service_number, place=GIVEN_NAME)
    roster = previewed(neighbour.session, given, by=neighbour.coordinator, name=f"next-door-{side.number}.csv")
    asking.ask(neighbour.session, asking.rows_to_ask_for(roster), unit=None, by=neighbour.coordinator)
    asked_of = OfficerRequest.objects.get(session=neighbour.session, officer=wanted)
    side.keep(asked_for=asked_for, let_in=let_in, wanted=wanted, asked_of=asked_of)
