"""A certificate of participation: for who attended and did not complete; one of completion takes its place later."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.badges.credential import achievement
from certificates.ceremonies import planning
from certificates.ceremonies.handover_order import arrange
from certificates.designs import levels, versions
from certificates.designs.levels import earned_level
from certificates.issuing import batches, eligibility, programme_batches, records
from certificates.issuing.programme_eligibility import ProgrammeCheck
from certificates.lifecycle import corrections, reissues
from certificates.models import Certificate, HandOverOrder, Level
from certificates.reinstatement import decisions
from jobs.models import Job
from jobs.requesting import run_now
from tests.certificates.ceremonies.conftest import FACTS
from tests.certificates.conftest import issued
from tests.factories import (
    DesignFactory,
    DistrictFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    SessionFactory,
    UserFactory,
)
from trainings.models import Course

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/sessions/TOT-KHU-02/certificates/"


@pytest.fixture
def took_part(programme):
    """The design of participation in use."""
    return DesignFactory(
        programme=programme,
        name="Participation",
        level="participation",
        title_en="Certificate of Participation",
        title_bn="অংশগ্রহণ সনদ",
        statement_en="took part in the training",
        statement_bn="নিম্নোক্ত প্রশিক্ষণে অংশগ্রহণ করেছেন",
    )


def attends(session, *, attended=2, state="not_completed", **facts):
    """Returns the enrolment of a new officer who attended so many of six half-days."""
    named = {f"officer__{field}": value for field, value in facts.items()}
    return EnrolmentFactory(session=session, state=state, half_days_attended=attended, half_days_held=6, **named)


@pytest.fixture
def missed(closed, took_part):
    """The enrolment of Alim, who attended two of six half-days."""
    return attends(closed, name_en="Alim Uddin", name_bn="আলিম উদ্দিন")


def given(session, *, by):
    """Issues the certificates of participation of a session; returns them."""
    batch = batches.request(session, by=by, design=versions.design_for(session, Level.PARTICIPATION))
    assert run_now(batch.job).state == "done"
    return list(batch.certificates.order_by("serial"))


def completes_later(enrolment):
    """The session was reopened, decided and closed again."""
    enrolment.state, enrolment.is_override, enrolment.state_reason = "completed", True, "Marks were found on paper."
    enrolment.save()


@pytest.mark.parametrize(
    ("session_state", "state", "attended", "level"),
    [
        ("closed", "completed", 6, "tot"),
        ("closed", "not_completed", 5, "participation"),
        ("closed", "not_completed", 1, "participation"),
        ("closed", "not_completed", 0, None),
        ("closed", "not_completed", None, None),
        ("closed", "withdrawn", 3, None),
        ("closed", "nominated", None, None),
        ("held", "confirmed", 3, None),
        ("held", "completed", 6, None),
    ],
)
def test_what_is_earned_is_the_same_for_a_record_and_for_the_database(session_state, state, attended, level):
    closed_at = timezone.now() if session_state == "closed" else None
    enrolment = attends(SessionFactory(state=session_state, closed_at=closed_at), attended=attended, state=state)
    assert earned_level(enrolment) == level
    rows = type(enrolment).objects
    assert rows.filter(levels.earns(Level.PARTICIPATION)).exists() is (level == "participation")
    assert rows.filter(levels.earns(Level.TOT)).exists() is (level == "tot")


def test_who_attended_and_did_not_complete_is_ready_for_one_of_participation(closed, missed):
    [row] = eligibility.check_list(closed)
    assert (row.kind, row.why) == ("participation", "Attended 2 of 6 half-days; 5 are needed.")
    assert not row.ready
    assert (eligibility.ready_count(closed), eligibility.ready_count(closed, Level.PARTICIPATION)) == (0, 1)


def test_without_a_design_of_that_level_in_use_nobody_is(closed, missed, took_part):
    took_part.is_default = False
    took_part.save()
    [row] = eligibility.check_list(closed)
    assert row.kind == "not_completed"
    assert eligibility.ready_count(closed, Level.PARTICIPATION) == 0


def test_the_paper_says_that_they_took_part(closed, missed, coordinator, client):
    [certificate] = given(closed, by=coordinator)
    assert (certificate.level, certificate.title) == ("participation", "Certificate of Participation")
    assert certificate.facts["wording"]["statement_en"] == "took part in the training"
    html = client.get(f"/verify/{certificate.code}/").content.decode()
    assert "Certificate of Participation" in html
    assert "took part in the training" in html


def test_the_usual_batch_gives_none_to_who_did_not_complete_and_the_other_none_to_who_did(
    closed, missed, two, coordinator
):
    assert {one.enrolment for one in issued(closed, by=coordinator)} == set(two)
    [certificate] = given(closed, by=coordinator)
    assert certificate.enrolment == missed


def test_who_has_one_gets_no_second_one(closed, missed, coordinator):
    [certificate] = given(closed, by=coordinator)
    [row] = eligibility.check_list(closed)
    assert (row.kind, row.certificate) == ("issued", certificate)
    with pytest.raises(Refused, match="of participation now"):
        given(closed, by=coordinator)


def test_nobody_is_ready_after_a_revocation(closed, missed, coordinator):
    [certificate] = given(closed, by=coordinator)
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    [row] = eligibility.check_list(closed)
    assert row.kind == "revoked"
    with pytest.raises(Refused):
        given(closed, by=coordinator)


def test_after_a_revocation_two_people_give_a_new_one_of_participation(closed, missed, coordinator, programme):
    [certificate] = given(closed, by=coordinator)
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    second = UserFactory()
    programme.team.create(user=second, role="coordinator")
    asked = decisions.propose(certificate, by=coordinator, reason="The revocation was the error.")
    new = decisions.confirm(asked, by=second)
    assert (new.level, new.enrolment) == ("participation", missed)


def test_completion_that_is_decided_later_supersedes_it(closed, missed, coordinator):
    [old] = given(closed, by=coordinator)
    completes_later(missed)
    [row] = eligibility.check_list(closed)
    assert (row.kind, eligibility.ready_count(closed)) == ("ready", 1)
    [new] = issued(closed, by=coordinator)
    old.refresh_from_db()
    assert (new.level, new.supersedes, old.state) == ("tot", old, "superseded")
    assert old.reason == "Completion was decided later; a certificate of completion takes the place of this one."
    assert Certificate.objects.live().get() == new
    entry = AuditEntry.objects.get(verb="certificate.superseded")
    assert entry.details == {"before": "issued", "after": "superseded", "superseded_by": new.pk}


def test_one_of_completion_never_turns_into_one_of_participation(closed, two, took_part, coordinator, programme):
    certificate = issued(closed, by=coordinator)[0]
    type(two[0]).objects.filter(pk=certificate.enrolment_id).update(state="not_completed", half_days_attended=2)
    lines = reissues.preview(reissues.Choice(programme, session=closed), by=coordinator)
    assert [line.why for line in lines] == ["This officer has no completed training in a closed session any more.", ""]
    enrolment = corrections.with_everything().get(pk=certificate.enrolment_id)
    asked = corrections.file(enrolment, by=coordinator, asked={"name_en": "Abul Hasem"})
    with pytest.raises(Refused, match="no completed training"):
        corrections.approve(asked, by=coordinator, changes={"name_en": "Abul Hasem"}, reason="A letter was wrong.")
    assert Certificate.objects.live().filter(pk=certificate.pk).exists()


def test_a_corrected_one_is_again_of_participation(closed, missed, coordinator):
    given(closed, by=coordinator)
    asked = corrections.file(missed, by=coordinator, asked={"name_en": "Aleem Uddin"})
    done = corrections.approve(asked, by=coordinator, changes={"name_en": "Aleem Uddin"}, reason="A letter was wrong.")
    assert (done.result.level, done.result.facts["name_en"]) == ("participation", "Aleem Uddin")


@pytest.mark.parametrize("level", ["distinction", "trainer"])
def test_nothing_gives_a_level_that_nobody_earns(closed, two, coordinator, programme, level):
    design = DesignFactory(programme=programme, name="Another", level=level, is_default=False)
    with pytest.raises(Refused):
        batches.request(closed, by=coordinator, design=design)
    issued(closed, by=coordinator)
    choice = reissues.Choice(programme, session=closed, new_design=design)
    with pytest.raises(Refused, match="Nobody would get a new certificate"):
        reissues.request(choice, by=coordinator, reason="A better one.")


@pytest.mark.parametrize("kind", ["tot", "cascade"])
def test_whoever_completed_earns_the_level_of_the_course_and_no_other(closed, two, coordinator, programme, kind):
    Course.objects.filter(pk=closed.course_id).update(kind=kind)
    others = {"tot": Level.COMPLETION, "cascade": Level.TOT}[kind]
    other = DesignFactory(programme=programme, name="Other", level=others, is_default=False)
    assert not eligibility.candidates(closed, level=others).exists()
    with pytest.raises(Refused):
        batches.request(closed, by=coordinator, design=other)
    assert records.still_entitled([one.pk for one in two], others) == set()


def test_no_design_of_another_programme_is_printed(closed, missed, coordinator, took_part):
    foreign = DesignFactory(programme=ProgrammeFactory(code="OTHER"), level="participation")
    with pytest.raises(Refused, match="another programme"):
        batches.request(closed, by=coordinator, design=foreign)


def test_issued_anew_they_keep_their_level(closed, missed, design, coordinator, programme):
    given(closed, by=coordinator)
    choice = reissues.Choice(programme, session=closed)
    wrong = reissues.preview(choice._replace(new_design=design), by=coordinator)
    assert [line.why for line in wrong] == [
        "This officer earned a certificate of another level than that of the chosen design."
    ]
    run_now(reissues.request(choice, by=coordinator, reason="The key was exchanged.").job)
    assert Certificate.objects.live().get().level == "participation"


# A whole programme


def test_the_list_of_a_programme_counts_as_the_lists_of_its_sessions_do(programme, closed, missed, two, coordinator):
    attends(closed, attended=0)
    attends(closed, name_bn="")
    holder = attends(closed, name_en="Rahima Khatun", name_bn="রহিমা খাতুন")
    given_now = batches.request(
        closed, by=coordinator, design=versions.design_for(closed, Level.PARTICIPATION), only=[holder.pk]
    )
    run_now(given_now.job)
    attends(closed, name_en="Very Long " * 15)
    kinds = [row.kind for row in eligibility.check_list(closed)]
    [line] = ProgrammeCheck(programme).lines
    assert {kind: n for kind, n in line.counts.items() if n} == {kind: kinds.count(kind) for kind in set(kinds)}
    assert (line.ready, line.participation, line.issued, line.others) == (2, 1, 1, 3)


def test_who_completed_later_is_ready_again_in_the_programme(programme, closed, missed, coordinator):
    given(closed, by=coordinator)
    completes_later(missed)
    [line] = ProgrammeCheck(programme).lines
    assert (line.ready, line.issued) == (1, 0)


def test_a_programme_issues_them_as_one_request(programme, closed, missed, two, coordinator):
    asked = programme_batches.request(programme, by=coordinator, participation=True)
    assert [(batch.session, batch.design.level) for batch in asked.batches.all()] == [(closed, "participation")]
    for job in Job.objects.all():
        run_now(job)
    assert Certificate.objects.get().enrolment == missed


@pytest.mark.parametrize("more", [0, 2])
def test_the_lists_cost_the_same_for_many(programme, closed, missed, more, django_assert_max_num_queries):
    for _number in range(more):
        attends(closed)
    with django_assert_max_num_queries(13):
        eligibility.check_list(closed)
    with django_assert_max_num_queries(16):
        check = ProgrammeCheck(programme)
        check.check_lines(check.why_not())


# The pages


def test_the_page_offers_them_apart(signed_in, coordinator, closed, missed, two):
    html = signed_in(coordinator).get(ADDRESS).content.decode()
    assert "Issue 2 certificates<" in " ".join(html.split()).replace(" <", "<")
    assert "Issue 1 certificate of participation" in html
    assert "1 can get a certificate of participation" in html


def test_the_button_asks_for_them_alone(signed_in, coordinator, closed, missed, two):
    signed_in(coordinator).post(ADDRESS, {"level": "participation"})
    batch = closed.certificate_batches.get()
    assert batch.design.level == "participation"
    run_now(batch.job)
    assert Certificate.objects.get().enrolment == missed


def test_they_can_be_chosen_one_by_one(signed_in, coordinator, closed, missed):
    other = attends(closed)
    signed_in(coordinator).post(ADDRESS, {"level": "participation", "who": "chosen", "enrolment": [other.pk]})
    assert closed.certificate_batches.get().selection == [other.pk]


def test_the_specimen_is_that_of_participation(signed_in, coordinator, closed, missed):
    client = signed_in(coordinator)
    assert client.get(f"{ADDRESS}specimen/?level=participation").content.startswith(b"%PDF")
    assert client.get(f"{ADDRESS}specimen/").status_code == 404


def test_the_page_says_what_a_design_would_allow(signed_in, coordinator, closed, missed, took_part):
    took_part.is_default = False
    took_part.save()
    html = " ".join(signed_in(coordinator).get(ADDRESS).content.decode().split())
    assert "1 officer took part and did not complete. With a design of the level “Participation” in use" in html


def test_the_page_of_the_programme_offers_them_apart(signed_in, coordinator, programme, closed, missed):
    address = reverse("certificates:programme", args=[programme.code])
    client = signed_in(coordinator)
    assert "Issue 1 certificate of participation" in client.get(address).content.decode()
    client.post(address, {"level": "participation"})
    assert closed.certificate_batches.get().design.level == "participation"


def test_the_page_of_the_session_counts_them_apart(signed_in, coordinator, closed, missed, two):
    address = f"/admin/sessions/{closed.code}/"
    client = signed_in(coordinator)
    assert "Issue 1 certificate of participation" in client.get(address).content.decode()
    given(closed, by=coordinator)
    answer = client.get(address)
    assert (answer.context["issued"], answer.context["issued_participation"]) == (0, 1)


def test_the_lists_and_the_officers_own_page_name_the_level(
    signed_in, coordinator, closed, took_part, officer, officer_user
):
    EnrolmentFactory(session=closed, officer=officer, state="not_completed", half_days_attended=2, half_days_held=6)
    given(closed, by=coordinator)
    assert "Certificate of Participation" in signed_in(officer_user).get("/me/").content.decode()
    staff = signed_in(coordinator)
    for address in ("/admin/certificates/certificate/", reverse("reports:officer", args=[officer.pk])):
        assert "Certificate of Participation" in staff.get(address).content.decode()


def test_the_order_of_a_ceremony_says_whose_certificate_is_of_participation(closed, missed, two, coordinator):
    issued(closed, by=coordinator)
    given(closed, by=coordinator)
    # A ceremony is neither before the session nor before it was closed, which is now.
    later = {"date": max(closed.ends_on, timezone.localdate()) + timedelta(days=9)}
    ceremony = planning.create(
        closed.phase.programme, by=coordinator, sessions=[closed], place=DistrictFactory(), **FACTS | later
    )
    arrange(ceremony, HandOverOrder.NAME, [], by=coordinator)
    levels_of = dict(ceremony.hand_overs.with_names().values_list("enrolment", "live_level"))
    assert levels_of == {missed.pk: "participation", two[0].pk: "tot", two[1].pk: "tot"}


def test_the_badge_says_what_participation_takes(closed, missed, coordinator):
    [certificate] = given(closed, by=coordinator)
    made = achievement(certificate.facts, "en", {"en": "https://shetu.example/en", "bn": "https://shetu.example/bn"})
    assert made["name"].startswith("Certificate of Participation: ")
    assert "not completion of the course" in made["criteria"]["narrative"]
    assert made["achievementType"] == "Certificate"
