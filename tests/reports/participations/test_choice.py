"""Rows behind a number: chosen by period, place and sex, counted by the same code, and exported."""

import io
from datetime import date

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from jobs.models import Job, State
from jobs.requesting import run_now
from reports.participations import choice as choosing
from reports.participations import workbook
from reports.participations.choice import Choice
from tests.factories import (
    DistrictFactory,
    DivisionFactory,
    EnrolmentFactory,
    OfficerFactory,
    ProgrammeFactory,
    SessionFactory,
)

ROWS = "/admin/participations/"


@pytest.fixture
def two_sessions(programme):
    """Khulna in March with a woman and a man; Rajshahi in June with the same woman."""
    khulna = SessionFactory(
        programme=programme, code="KHU", state="closed", closed_at="2026-03-31T10:00Z",
        place=DistrictFactory(), starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 12),
    )  # fmt: skip
    rajshahi_division = DivisionFactory(code="50", name_en="Rajshahi", name_bn="রাজশাহী")
    rajshahi = SessionFactory(
        programme=programme, code="RAJ", state="closed", closed_at="2026-06-30T10:00Z",
        place=DistrictFactory(code="5081", name_en="Rajshahi", name_bn="রাজশাহী", parent=rajshahi_division),
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 3),
    )  # fmt: skip
    woman = OfficerFactory(sex="female", name_en="Salma Akter", programme=programme)
    man = OfficerFactory(sex="male", name_en="Abdul Karim", programme=programme)
    for session, officer in ((khulna, woman), (khulna, man), (rajshahi, woman)):
        EnrolmentFactory(session=session, officer=officer, state="completed")
    return khulna, rajshahi


@pytest.mark.parametrize(
    ("asked", "participations", "officers"),
    [
        ("", 3, 2),
        ("since=2026-06-01", 1, 1),
        ("until=2026-03-10", 2, 2),
        ("since=2026-03-11&until=2026-05-31", 0, 0),
        ("sex=female", 2, 1),
        ("sex=none", 0, 0),
        ("since=2026-02-31&until=soon&sex=other&place=x", 3, 2),
    ],
)
def test_period_and_sex_choose_rows(two_sessions, coordinator, asked, participations, officers):
    chosen = choosing.parse(QueryDict(asked))
    assert choosing.rows(chosen, coordinator).count() == participations
    assert choosing.officers(chosen, coordinator).count() == officers


def test_a_place_has_the_sessions_within_it(two_sessions, coordinator):
    khulna, rajshahi = two_sessions
    for place, code in ((rajshahi.place, "RAJ"), (rajshahi.place.parent, "RAJ"), (khulna.place.parent, "KHU")):
        found = choosing.rows(Choice(place=place.pk), coordinator)
        assert set(found.values_list("session__code", flat=True)) == {code}
    country = khulna.place.parent.parent
    assert choosing.rows(Choice(place=country.pk), coordinator).count() == 3


def test_the_address_of_a_choice_asks_for_the_same_again():
    chosen = Choice("CBP", (3, 5), date(2026, 1, 1), date(2026, 12, 31), 7, "none", "officers")
    assert choosing.parse(QueryDict(chosen.query())) == chosen
    assert choosing.restored(choosing.stored(chosen)) == chosen


def test_places_offered_are_those_of_sessions_and_what_they_lie_in(two_sessions, programme):
    DistrictFactory(code="9999", name_en="Elsewhere")
    assert [str(place.kind) for place in choosing.places([programme])] == [
        "district",
        "division",
        "district",
        "division",
    ]


def test_the_page_narrows_and_leads_back(signed_in, two_sessions, coordinator):
    client = signed_in(coordinator)
    page = client.get(ROWS, {"since": "2026-06-01", "sex": "female"})
    assert [row.session.code for row in page.context["page"]] == ["RAJ"]
    assert 'value="2026-06-01"' in page.content.decode()
    assert "Show all" in page.content.decode()
    empty = client.get(ROWS, {"since": "2999-01-01"}).content.decode()
    assert "Nobody took part there and then." in empty


def test_results_lead_to_exactly_the_rows_they_count(signed_in, two_sessions, coordinator, programme):
    client = signed_in(coordinator)
    OfficerFactory(programme=programme)
    results = client.get("/reports/", {"since": "2026-03-01", "until": "2026-03-31"})
    (entry,) = results.context["programmes"]
    assert (entry["turnout"].participations.total, entry["turnout"].officers.total) == (2, 2)
    query = f"?programme={programme.code}&amp;since=2026-03-01&amp;until=2026-03-31&amp;count=officers"
    assert f"{ROWS}{query}" in results.content.decode().replace("%3A", ":")
    assert client.get(f"{ROWS}{query}".replace("&amp;", "&")).context["page"].paginator.count == 2


def sheet_of(job, coordinator):
    with workbook.file_for(coordinator, job.params["token"]) as file:
        return [list(row) for row in load_workbook(io.BytesIO(file.read())).active.values]


def test_the_export_has_the_chosen_rows(signed_in, two_sessions, coordinator):
    client = signed_in(coordinator)
    answer = client.post(f"{ROWS}export/", {"sex": "female"})
    job = run_now(Job.objects.get(kind=workbook.JOB_KIND))
    assert answer.url == job.get_absolute_url()
    assert (job.state, job.result) == (State.DONE, {"rows": 2})
    heads, *lines = sheet_of(job, coordinator)
    assert heads[:2] == ["Service number", "Name in English"]
    assert {(line[1], line[6], line[7]) for line in lines} == {
        ("Salma Akter", "KHU", "2026-03-10"), ("Salma Akter", "RAJ", "2026-06-01"),
    }  # fmt: skip
    assert client.get(job.params["next"]).status_code == 200
    verbs = AuditEntry.objects.filter(verb__startswith="participations.").values_list("verb", flat=True)
    assert sorted(verbs) == ["participations.export_requested", "participations.exported"]


def test_the_export_of_officers_has_each_once_over_many_batches(monkeypatch, two_sessions, coordinator):
    monkeypatch.setattr(workbook, "AT_A_TIME", 1)
    job = run_now(workbook.ask(Choice(count="officers"), by=coordinator))
    assert [line[1] for line in sheet_of(job, coordinator)[1:]] == ["Salma Akter", "Abdul Karim"]


def test_a_name_cannot_run_as_a_formula(two_sessions, coordinator, programme):
    OfficerFactory(programme=programme)
    enrolment = two_sessions[0].enrolments.first()
    enrolment.officer.name_en = "=HYPERLINK(1)"
    enrolment.officer.save()
    job = run_now(workbook.ask(Choice(count="officers"), by=coordinator))
    assert "=HYPERLINK(1)" not in [line[1] for line in sheet_of(job, coordinator)]


def test_nothing_and_too_much_are_refused(monkeypatch, two_sessions, coordinator):
    with pytest.raises(Refused, match="no row to export"):
        workbook.ask(Choice(since=date(2999, 1, 1)), by=coordinator)
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="more rows than a sheet holds"):
        workbook.ask(Choice(), by=coordinator)


def test_who_loses_a_programme_loses_the_workbook_with_its_officers(two_sessions, coordinator, programme):
    other = ProgrammeFactory()
    other.team.create(user=coordinator, role="coordinator")
    job = run_now(workbook.ask(Choice(), by=coordinator))
    assert workbook.file_for(coordinator, job.params["token"]) is not None
    programme.team.filter(user=coordinator).delete()
    coordinator = type(coordinator).objects.get(pk=coordinator.pk)
    assert workbook.file_for(coordinator, job.params["token"]) is None


def test_only_coordinators_export_and_only_for_themselves(signed_in, two_sessions, coordinator, trainer, outsider):
    with pytest.raises(NotAllowed):
        workbook.ask(Choice(), by=trainer)
    job = run_now(workbook.ask(Choice(), by=coordinator))
    ProgrammeFactory().team.create(user=outsider, role="coordinator")
    assert signed_in(outsider).get(job.params["next"]).status_code == 404
    assert choosing.rows(Choice(), outsider).count() == 0
