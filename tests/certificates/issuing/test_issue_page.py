"""The check list of a session and its one button."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.models import CertificateBatch
from certificates.views.coordinator import issue
from jobs import requesting
from tests.certificates.conftest import completes, issued
from tests.factories import EnrolmentFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/sessions/TOT-KHU-02/certificates/"


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch):
    monkeypatch.setattr(requesting.perform_job, "apply_async", lambda args, **_options: None)


def test_it_lists_who_gets_one_and_why_the_others_do_not(signed_in, coordinator, closed, two):
    EnrolmentFactory(
        session=closed, officer__name_en="Alim", state="not_completed", half_days_attended=4, half_days_held=6
    )
    html = signed_in(coordinator).get(ADDRESS).content.decode()
    assert "Issue 2 certificates" in html
    assert "2 get a certificate" in html
    assert "1 does not get one" in html
    assert "Attended 4 of 6 half-days; 5 are needed." in html


def test_looking_changes_nothing(signed_in, coordinator, closed, two, writes_nothing):
    client = signed_in(coordinator)
    with writes_nothing():
        client.get(ADDRESS)


def test_the_button_leads_to_the_work(signed_in, coordinator, closed, two):
    answer = signed_in(coordinator).post(ADDRESS)
    job = CertificateBatch.objects.get().job
    assert (answer.status_code, answer.headers["Location"]) == (302, job.get_absolute_url())


def test_while_the_work_goes_on_there_is_no_second_button(signed_in, coordinator, closed, two):
    client = signed_in(coordinator)
    first = client.post(ADDRESS)
    assert client.post(ADDRESS).headers["Location"] == first.headers["Location"]
    html = client.get(ADDRESS).content.decode()
    assert "are being made" in html
    assert "Issue 2 certificates" not in html


def test_a_refusal_is_a_sentence_on_the_page(signed_in, coordinator, closed):
    answer = signed_in(coordinator).post(ADDRESS, follow=True)
    assert answer.redirect_chain == [(ADDRESS, 302)]
    assert "Nobody in this session can get a certificate yet." in answer.content.decode()


def test_issued_ones_are_listed_with_their_files(signed_in, coordinator, closed, two):
    first, second = issued(closed, by=coordinator)
    html = signed_in(coordinator).get(ADDRESS).content.decode()
    assert "2 have one" in html
    for certificate in (first, second):
        assert f'href="/me/certificates/{certificate.serial}/"' in html
    assert 'method="post"' not in html.split("<main", 1)[-1].split("sh-staff-page")[-1]


def test_an_open_session_says_what_comes_first(signed_in, coordinator, session, design):
    completes(session)
    html = signed_in(coordinator).get(f"/admin/sessions/{session.code}/certificates/").content.decode()
    assert "Certificates are issued once the session is closed." in html
    assert "The session is not closed yet." in html


def test_a_missing_design_leads_to_the_designs(signed_in, coordinator, closed, two, design):
    design.is_default = False
    design.save()
    html = signed_in(coordinator).get(ADDRESS).content.decode()
    assert "no design for certificates" in html
    assert 'href="/admin/certificate-designs/?programme=SHETU"' in html


def test_a_specimen_can_be_looked_at_first(signed_in, coordinator, closed, two):
    answer = signed_in(coordinator).get(f"{ADDRESS}specimen/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == "inline; filename=specimen.pdf"


def test_without_anyone_ready_there_is_no_specimen(signed_in, coordinator, closed):
    assert signed_in(coordinator).get(f"{ADDRESS}specimen/").status_code == 404


def test_for_everyone_else_there_is_no_such_page(signed_in, closed, two, trainer, outsider, officer_user):
    elsewhere = UserFactory()
    ProgrammeFactory(coordinators=[elsewhere])
    closed.trainers.create(user=elsewhere, role="co_trainer")
    for user in (trainer, outsider, officer_user, elsewhere):
        client = signed_in(user)
        assert client.get(ADDRESS).status_code == 404
        assert client.post(ADDRESS).status_code == 404
    assert not CertificateBatch.objects.exists()


# Long lists


@pytest.fixture
def short_pages(monkeypatch):
    """Two officers to a page instead of a hundred."""
    monkeypatch.setattr(issue, "ROWS", 2)


def test_forty_officers_stand_on_a_page_and_fewer_where_each_has_a_form():
    assert (issue.ROWS, issue.ROWS_WITH_FORMS) == (40, 24)


def test_each_list_is_turned_alone_and_the_counts_are_those_of_all_pages(
    signed_in, coordinator, closed, design, monkeypatch
):
    monkeypatch.setattr(issue, "ROWS", 4)  # shared by the two lists
    for number in range(3):
        completes(closed, name_en=f"Ready {'ABC'[number]}")
        EnrolmentFactory(session=closed, officer__name_en=f"Absent {'ABC'[number]}", state="not_completed")
    client = signed_in(coordinator)
    first, second = (client.get(f"{ADDRESS}{query}").content.decode() for query in ("?others=2", "?ready=2&others=2"))
    for html in (first, second):
        assert "3 get a certificate" in html
        assert "Issue 3 certificates" in html
        assert "3 do not get one" in html
    assert ("Ready A" in first, "Ready C" in first, "Absent A" in first, "Absent C" in first) == (
        True,
        False,
        False,
        True,
    )
    assert ("Ready A" in second, "Ready C" in second) == (False, True)
    assert 'href="?others=2&amp;ready=2#ready"' in first
    assert 'href="?ready=2&amp;others=1#others"' in second


def test_ticks_count_for_the_page_they_stand_on_and_the_page_says_so(
    signed_in, coordinator, closed, design, short_pages
):
    enrolments = [completes(closed, name_en=f"Ready {'ABC'[number]}") for number in range(3)]
    client = signed_in(coordinator)
    html = client.get(f"{ADDRESS}?ready=2").content.decode()
    assert "Ticks count for the officers on this page alone." in html
    assert html.count('name="enrolment"') == 1
    client.post(ADDRESS, {"who": "chosen", "enrolment": [enrolments[2].pk]})
    assert CertificateBatch.objects.get().selection == [enrolments[2].pk]


def test_a_list_that_fits_a_page_says_nothing_of_pages(signed_in, coordinator, closed, two):
    html = signed_in(coordinator).get(ADDRESS).content.decode()
    assert "on this page alone" not in html
    assert "Next rows" not in html


def test_whoever_has_one_is_paged_too(signed_in, coordinator, closed, two, short_pages):
    completes(closed, name_en="Rahima Khatun")
    issued(closed, by=coordinator)
    html = signed_in(coordinator).get(f"{ADDRESS}?issued=2").content.decode()
    assert ("3 have one" in html, "Rahima Khatun" in html, "Abul Hashem" in html) == (True, True, False)


def test_a_name_that_is_typed_leads_back_to_the_page_it_was_typed_on(
    signed_in, coordinator, closed, design, short_pages
):
    nameless = [completes(closed, name_en=f"Nameless {'ABC'[number]}", name_bn="") for number in range(3)]
    EnrolmentFactory(session=closed, state="not_completed")
    client = signed_in(coordinator)
    html = client.get(f"{ADDRESS}?why=name_missing&others=2").content.decode()
    assert 'name="here" value="why=name_missing&amp;others=2"' in html
    sent = {"name_bn": "রহিমা খাতুন", "here": "why=name_missing&others=2&next=//elsewhere.example"}
    answer = client.post(f"{ADDRESS}{nameless[2].pk}/name/", sent)
    assert answer.headers["Location"] == f"{ADDRESS}?why=name_missing&others=2#others"


def test_the_page_costs_the_same_for_many(signed_in, coordinator, closed, django_assert_num_queries):
    client = signed_in(coordinator)
    completes(closed)
    client.get(ADDRESS)
    # What the sidebar of the admin asks is not counted here in numbers; it is the same for both.
    with CaptureQueriesContext(connection) as for_one:
        client.get(ADDRESS)
    completes(closed), completes(closed)
    with django_assert_num_queries(len(for_one)):
        assert "3 get a certificate" in client.get(ADDRESS).content.decode()
