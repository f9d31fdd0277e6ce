"""A granted excuse is shown where attendance is taken, and no mark is written that nobody saw."""

import gzip
import re
import uuid

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from reports.sign_in import sheets
from tests.factories import EnrolmentFactory, OfficerFactory, RankFactory, UnitFactory
from tests.trainings.conftest import at
from tests.trainings.excuses.conftest import AM, SECRET
from trainings.attendance.device_acts import REST, Act, receive
from trainings.attendance.device_time import Moment
from trainings.attendance.grid import grid_of
from trainings.attendance.marking import mark, mark_column
from trainings.models import AttendanceMark, Enrolment, ExcusedHalfDay, UndecidedMark
from trainings.paper import keying

pytestmark = pytest.mark.django_db


@pytest.fixture
def others(session, enrolment):
    return [EnrolmentFactory(session=session) for _n in range(2)]


def marks(day, half=AM):
    return dict(AttendanceMark.objects.filter(day=day, half=half).values_list("enrolment", "mark"))


@pytest.mark.parametrize("given", ["present", "absent", "late"])
def test_marking_the_others_leaves_the_excused_out(granted, others, enrolment, session, days, trainer, given):
    granted((2, AM))
    mark_column(session, days[1], AM, given, by=trainer, now=at(22))
    assert marks(days[1]) == {one.pk: given for one in others}
    mark_column(session, days[1], "afternoon", given, by=trainer, now=at(22, "14:00"))
    assert enrolment.pk in marks(days[1], "afternoon")


def test_all_the_others_excused_is_true_of_them_too(granted, others, enrolment, session, days, trainer):
    granted((2, AM))
    mark_column(session, days[1], AM, "excused", by=trainer, now=at(22))
    assert marks(days[1])[enrolment.pk] == "excused"


def test_what_was_asked_only_changes_nothing(asked, enrolment, session, days, trainer):
    asked((2, AM))
    mark_column(session, days[1], AM, "present", by=trainer, now=at(22))
    assert marks(days[1]) == {enrolment.pk: "present"}


def test_who_comes_all_the_same_is_present(granted, enrolment, session, days, trainer):
    granted((2, AM))
    mark(enrolment, days[1], AM, "present", by=trainer, now=at(22))
    grid = grid_of(session, now=at(22))
    assert (grid.rows[0].attended, grid.excused, grid.missing) == (1, [], 0)


@pytest.mark.parametrize("certain", [True, False])
def test_a_phone_that_was_without_a_line_marks_no_excused_officer(
    granted, others, enrolment, session, trainer, certain
):
    granted((2, AM))
    officers = (enrolment.pk, *(one.pk for one in others))
    now = at(22) if certain else at(21)  # before its day the act waits for a decision
    act = Act(uuid.uuid4(), REST, Moment(now, certain=True), day=2, half=AM, officers=officers, mark="present")
    receive(session, act, by=trainer, now=now)
    rows = AttendanceMark if certain else UndecidedMark
    assert set(rows.objects.values_list("enrolment", flat=True)) == {one.pk for one in others}


def test_a_keyed_sheet_marks_the_rest_absent_but_for_the_excused(granted, others, enrolment, session, days, trainer):
    granted((2, AM))
    number = {one.pk: number for number, one in keying.listed(session)}
    typed = {number[others[0].pk]: "present"}
    plan = keying.preview(session, days[1], AM, typed, rest=True, now=at(22))
    assert {line.enrolment.pk: line.after for line in plan.lines} == {others[0].pk: "present", others[1].pk: "absent"}
    assert [one.pk for _number, one in plan.without] == [enrolment.pk]


# Pages


def test_the_list_shows_who_is_excused_and_counts_without_them(
    granted, others, enrolment, session, trainer, signed_in, clock
):
    granted((2, AM), (3, AM))
    clock(22)
    page = signed_in(trainer).get(reverse("trainings:attendance", args=[session.code])).text
    assert "Mark the other 2 present" in page
    assert "1 officer has an excuse for Sunday morning" in page
    (row,) = re.findall(rf'<tr[^>]*data-officer="{enrolment.pk}".*?</tr>', page, re.DOTALL)
    assert 'data-excused="2 morning,3 morning"' in row
    assert re.search(r"data-excuse>\s*Excuse granted|data-excuse>Excuse granted", row)
    assert page.count("data-excused=") == 1
    for word in (SECRET, "Illness", "illness"):
        assert word not in page


def test_an_excuse_of_another_half_day_is_hidden_but_known_to_the_script(granted, session, trainer, signed_in, clock):
    granted((3, AM))
    clock(22)
    page = signed_in(trainer).get(reverse("trainings:attendance", args=[session.code])).text
    assert "data-excuse hidden" in page
    assert "Mark all 1 present" in page


def test_the_page_that_scans_shows_it_and_marks_who_came(granted, enrolment, session, days, trainer, signed_in, clock):
    granted((2, AM))
    clock(22)
    client, address = signed_in(trainer), reverse("trainings:scan", args=[session.code])
    page = client.get(address).text
    assert "1 officer has an excuse for Sunday morning" in page
    assert "&quot;excused&quot;: [&quot;2 morning&quot;]" in page
    after = client.post(f"{address}?day=2&half=morning", {"number": "1", "mark": "present"}, follow=True)
    assert "An excuse was granted; the officer came." in after.text
    assert marks(days[1]) == {enrolment.pk: "present"}
    assert SECRET not in page + after.text


def test_today_says_how_many_wait_to_whom_decides(asked, enrolment, session, trainer, coordinator, signed_in, clock):
    asked((3, AM))
    clock(22)
    address = reverse("trainings:excuses", args=[session.code])
    page = signed_in(trainer).get(reverse("trainings:today")).text
    assert "1 excuse to decide" in page
    assert address in page
    assert "1 excuse to decide" in signed_in(trainer).get(reverse("trainings:attendance", args=[session.code])).text
    start = signed_in(coordinator).get("/admin/").text
    assert f"1 excuse of {session.code} waits for a decision" in start
    assert address in start


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_list_of_sixty_officers_stays_light_with_excuses(
    granted, session, programme, trainer, signed_in, clock, language
):
    session.days.filter(number=3).delete()
    names = {"name_en": "Mohammad Mosaddek Hossain Chowdhury", "name_bn": "মোহাম্মদ মোসাদ্দেক হোসেন চৌধুরী"}
    rank, unit = RankFactory(), UnitFactory()
    officers = [OfficerFactory(rank=rank, unit=unit, **names) for _n in range(60)]
    rows = [Enrolment(session=session, officer=one, rank=rank, unit=unit) for one in officers]
    for one in Enrolment.objects.bulk_create(rows)[:6]:
        granted((2, AM), enrolment=one, by=trainer)
    trainer.language = language
    trainer.save()
    clock(22)
    client = signed_in(trainer)
    full = client.get(reverse("trainings:attendance", args=[session.code]))
    ExcusedHalfDay.objects.all().delete()
    plain = client.get(reverse("trainings:attendance", args=[session.code]))
    assert len(full.content) - len(plain.content) < 2_500
    assert len(gzip.compress(full.content)) < 60_000
    assert len(full.content) < 175_000


def test_printed_sheets_say_excused_and_not_why(granted, session, days, enrolment):
    granted((2, AM))
    EnrolmentFactory(session=session)
    pages = sheets.pages_of(session, days)
    texts = [
        render_to_string(
            "reports/print/sign_in.html", {"session": session, "programme": session.programme, "pages": [one]}
        )
        for one in pages
    ]
    assert [text.count('class="excused"') for text in texts] == [0, 1, 0]
    assert SECRET not in "".join(texts)
