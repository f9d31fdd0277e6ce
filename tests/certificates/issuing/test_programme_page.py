"""The check list of a programme, and what can be corrected on check lists."""

import pytest

from certificates.models import Certificate, CertificateBatch, ProgrammeRequest
from jobs.models import Job
from jobs.requesting import run_now
from tests.certificates.conftest import completes, issued
from tests.certificates.issuing.test_programme_batches import another
from tests.factories import EnrolmentFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(programme):
    return f"/admin/programme/{programme.code}/certificates/"


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_who_gets_one_and_who_does_not_and_why(signed_in, coordinator, programme, closed, two, address):
    EnrolmentFactory(session=closed, state="not_completed", half_days_attended=4, half_days_held=6)
    html = page(signed_in(coordinator), address)
    assert "Issue 2 certificates" in html
    assert "Attended 4 of 6 half-days; 5 are needed." in html
    assert f'href="/training/{closed.code}/attendance/"' in html


def test_posting_asks_for_all_and_shows_how_far_they_are(signed_in, coordinator, programme, closed, two, address):
    completes(another(programme, "TOT-RAJ-03"))
    client = signed_in(coordinator)
    answer = client.post(address, follow=True)
    asked = ProgrammeRequest.objects.get()
    assert answer.redirect_chain == [(asked.get_absolute_url(), 302)]
    html = answer.content.decode()
    assert "TOT-KHU-02" in html
    assert "TOT-RAJ-03" in html
    assert "of 3 made" in html
    for job in Job.objects.all():
        run_now(job)
    after = client.get(f"{asked.get_absolute_url()}now/").content.decode()
    assert "hx-get" not in after
    assert 'value="3" max="3"' in after
    assert Certificate.objects.count() == 3


def test_only_ticked_sessions_are_issued(signed_in, coordinator, programme, closed, two, address):
    second = another(programme, "TOT-RAJ-03")
    completes(second)
    client = signed_in(coordinator)
    assert "No session is chosen." in client.post(address, {"which": "ticked"}, follow=True).content.decode()
    client.post(address, {"which": "ticked", "session": [second.pk]})
    assert [batch.session for batch in CertificateBatch.objects.all()] == [second]


def test_only_ticked_officers_are_issued(signed_in, coordinator, closed, two):
    client = signed_in(coordinator)
    here = f"/admin/sessions/{closed.code}/certificates/"
    nobody = client.post(here, {"who": "chosen"}, follow=True)
    assert "Nobody is chosen." in nobody.content.decode()
    client.post(here, {"who": "chosen", "enrolment": [two[1].pk, "nonsense"]})
    job = run_now(Job.objects.get())
    assert (job.total, job.done, job.set_aside) == (1, 1, 0)
    assert [one.enrolment for one in Certificate.objects.all()] == [two[1]]


def test_reasons_can_be_filtered(signed_in, coordinator, programme, closed, address):
    completes(closed, name_en="Alim", name_bn="")
    EnrolmentFactory(session=closed, officer__name_en="Bilal", state="withdrawn")
    client = signed_in(coordinator)
    for here in (address, f"/admin/sessions/{closed.code}/certificates/"):
        filtered = page(client, f"{here}?why=withdrawn")
        assert "Bilal" in filtered
        assert "Alim" not in filtered
        assert "Alim" in page(client, f"{here}?why=nonsense")


def test_a_missing_name_is_typed_where_it_is_missed(signed_in, coordinator, programme, closed, address):
    enrolment = completes(closed, name_en="Alim", name_bn="")
    client = signed_in(coordinator)
    there = f"/admin/sessions/{closed.code}/certificates/{enrolment.pk}/name/"
    for here in (address, f"/admin/sessions/{closed.code}/certificates/"):
        html = page(client, here)
        assert f'action="{there}"' in html
        assert 'name="name_bn" lang="bn"' in html
    wrong = client.post(there, {"name_bn": "Alim"}, follow=True)
    assert "Type this name in Bangla letters." in wrong.content.decode()
    answer = client.post(there, {"name_bn": "আব্দুল আলীম", "from": "programme"})
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert len(issued(closed, by=coordinator)) == 1


def test_nobody_else_finds_any_of_it(signed_in, programme, closed, two, coordinator, address, trainer, outsider):
    client = signed_in(coordinator)
    client.post(address)
    asked = ProgrammeRequest.objects.get().get_absolute_url()
    elsewhere = UserFactory()
    ProgrammeFactory(coordinators=[elsewhere])
    for user in (trainer, outsider, elsewhere):
        client = signed_in(user)
        for path in (address, asked, f"{asked}now/"):
            assert client.get(path).status_code == 404
        naming = f"/admin/sessions/{closed.code}/certificates/{two[0].pk}/name/"
        for path in (address, f"{asked}stop/", f"{asked}resume/", naming):
            assert client.post(path, {"name_bn": "আলীম"}).status_code == 404
    two[0].officer.refresh_from_db()
    assert two[0].officer.name_bn != "আলীম"


def test_an_officer_of_another_session_is_not_named_here(signed_in, coordinator, programme, closed):
    elsewhere = completes(another(programme, "TOT-RAJ-03"), name_bn="")
    there = f"/admin/sessions/{closed.code}/certificates/{elsewhere.pk}/name/"
    assert signed_in(coordinator).post(there, {"name_bn": "আলীম"}).status_code == 404


@pytest.mark.parametrize("is_large", [False, True])
def test_the_sessions_are_shown_page_by_page(signed_in, coordinator, programme, address, monkeypatch, is_large):
    monkeypatch.setattr("certificates.views.coordinator.issue_programme.SESSIONS", 2)
    for number in range(3):
        completes(another(programme, f"TOT-PAGE-{number}"), name_bn="")
    type(programme).objects.update(is_large=is_large)
    client = signed_in(coordinator)
    codes = {
        turned: {f"TOT-PAGE-{n}" for n in range(3) if f">TOT-PAGE-{n}</a><br>" in page(client, f"{address}?{turned}")}
        for turned in ("", "sessions=2")
    }
    assert [len(shown) for shown in codes.values()] == [2, 1]
    assert len(set.union(*codes.values())) == 3


@pytest.mark.parametrize("is_large", [False, True])
def test_who_gets_none_is_turned_through_over_all_sessions(
    signed_in, coordinator, programme, address, monkeypatch, is_large
):
    monkeypatch.setattr("certificates.views.coordinator.issue_programme.ROWS", 2)
    for number in range(3):
        completes(another(programme, f"TOT-PAGE-{number}"), name_en=f"Officer{number}", name_bn="")
    type(programme).objects.update(is_large=is_large)
    client = signed_in(coordinator)
    shown = [
        {name for name in ("Officer0", "Officer1", "Officer2") if name in page(client, f"{address}?page={number}")}
        for number in (1, 2)
    ]
    assert [len(names) for names in shown] == [2, 1]
    assert shown[0] | shown[1] == {"Officer0", "Officer1", "Officer2"}


def test_what_was_issued_since_a_large_programme_was_counted_shows_on_its_line(
    signed_in, coordinator, programme, closed, two, address
):
    type(programme).objects.update(is_large=True)
    client = signed_in(coordinator)
    assert "Counted at" in page(client, address)
    issued(closed, by=coordinator)
    html = " ".join(page(client, address).split())
    assert '<td class="r" data-l="Have one"><span class="sh-num">2</span></td>' in html


def test_the_numbers_of_a_large_programme_agree_with_its_lines(signed_in, coordinator, programme, closed, two, address):
    type(programme).objects.update(is_large=True)
    client = signed_in(coordinator)
    client.get(address)
    issued(closed, by=coordinator)
    completes(closed, name_en="A" * 190)
    shown = client.get(address).context
    [line] = shown["lines"]
    assert (line.ready, line.issued, line.others) == (0, 2, 1)
    assert (shown["ready"], shown["ready_sessions"], shown["issued"], shown["others"]) == (0, 0, 2, 1)
    assert len(shown["rows"]) == 1
