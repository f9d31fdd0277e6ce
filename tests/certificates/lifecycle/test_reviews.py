"""Certificates to review: what a corrected mark of a closed session leaves for a coordinator to decide."""

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from certificates.issuing import batches
from certificates.lifecycle import reviews, revocations
from certificates.models import Certificate
from jobs.requesting import run_now
from tests.at_once import at_once
from tests.certificates.conftest import completes, issued
from tests.certificates.lifecycle.conftest import WHY
from tests.factories import DesignFactory, EnrolmentFactory, ModuleFactory
from trainings.attendance.closed_marks import correct_closed
from trainings.models import AttendanceMark, Half, ResultChange, SessionModule

pytestmark = pytest.mark.django_db


def present(enrolment, by, *, halves=6):
    """Marks the first `halves` half-days of six present, the others absent."""
    AttendanceMark.objects.bulk_create(
        AttendanceMark(
            enrolment=enrolment,
            day=day,
            half=half,
            mark="present" if number < halves else "absent",
            marked_by=by,
            marked_at=timezone.now(),
        )
        for number, (day, half) in enumerate(
            (day, half) for day in enrolment.session.days.order_by("number") for half in Half
        )
    )
    return enrolment


def marks(enrolment, mark, *halves, by):
    """Corrects half-days (numbers from 0) of the closed session."""
    days = list(enrolment.session.days.order_by("number"))
    for number in halves:
        half = list(Half)[number % 2]
        correct_closed(enrolment, days[number // 2], half, mark, by=by, now=timezone.now(), reason="The sheet says so.")


@pytest.fixture
def lost(certificate, coordinator):
    """`certificate` is valid, and its officer no longer completes: 4 of 6 half-days."""
    marks(present(certificate.enrolment, coordinator), "absent", 0, 1, by=coordinator)
    return certificate


def listed(user):
    return [(one.why, one.certificate) for one in reviews.shown(reviews.to_review(user))]


def test_a_valid_certificate_of_who_no_longer_completes_is_listed_and_stays_valid(
    lost, coordinator, stranger, signed_in, client
):
    assert listed(coordinator) == [("no_longer", lost)]
    assert listed(stranger) == []
    lost.refresh_from_db()
    assert lost.is_valid
    assert "review" not in client.get(f"/verify/{lost.code}/").text.lower()
    staff = signed_in(coordinator)
    assert "1 result changed after closing" in staff.get("/admin/").text
    page = " ".join(staff.get("/admin/certificates/to-review/").text.split())
    for said in (lost.serial, "No longer completes", "Half-days attended: 5 → 4 of 6", "80 % of the half-days"):
        assert said in page


def test_it_goes_by_itself_once_both_agree_again(lost, coordinator):
    marks(lost.enrolment, "present", 0, by=coordinator)
    assert listed(coordinator) == []
    marks(lost.enrolment, "absent", 0, by=coordinator)
    assert listed(coordinator) == [("no_longer", lost)]
    revocations.revoke([lost], by=coordinator, **WHY)
    assert listed(coordinator) == []
    marks(lost.enrolment, "present", 0, by=coordinator)
    [line] = reviews.shown(reviews.to_review(coordinator))
    assert (line.why, line.certificate, line.revoked) == ("completes", None, lost)


def test_who_completes_now_is_listed_once_certificates_of_the_session_were_issued(closed, two, coordinator):
    late = EnrolmentFactory(session=closed, state="not_completed", half_days_attended=4, half_days_held=6)
    marks(present(late, coordinator, halves=4), "present", 4, by=coordinator)
    assert listed(coordinator) == []
    run_now(batches.request(closed, by=coordinator, only=[one.pk for one in two]).job)
    assert listed(coordinator) == [("completes", None)]
    run_now(batches.request(closed, by=coordinator).job)
    assert listed(coordinator) == []


def test_a_certificate_of_participation_of_who_was_never_there_is_listed(closed, design, coordinator, programme):
    paper = DesignFactory(programme=programme, name="Participation", level="participation")
    once = EnrolmentFactory(session=closed, state="not_completed", half_days_attended=1, half_days_held=6)
    run_now(batches.request(closed, by=coordinator, design=paper).job)
    marks(present(once, coordinator, halves=1), "absent", 0, by=coordinator)
    assert listed(coordinator) == [("never_there", Certificate.objects.get(enrolment=once))]


def test_leaving_it_takes_a_reason_and_another_person_and_a_later_turn_asks_again(
    lost, coordinator, stranger, trainer, signed_in
):
    change = ResultChange.objects.get()
    for by in (stranger, trainer):
        with pytest.raises(NotAllowed):
            reviews.leave(change, by=by, reason="x")
    with pytest.raises(Refused, match="Say why nothing changes"):
        reviews.leave(change, by=coordinator, reason=" ")
    page = f"/admin/certificates/to-review/{change.pk}/leave/"
    assert signed_in(stranger).post(page, {f"{change.pk}-reason": "x"}).status_code == 404
    staff = signed_in(coordinator)
    assert staff.post(page, {f"{change.pk}-reason": ""}).status_code == 422
    staff.post(page, {f"{change.pk}-reason": "Was called to duty."})
    change.refresh_from_db()
    assert (change.settled_by, change.settled_reason) == (coordinator, "Was called to duty.")
    assert listed(coordinator) == []
    assert "duty" not in str(AuditEntry.objects.get(verb="result_change.settled").details)
    with pytest.raises(Refused, match="settled meanwhile"):
        reviews.leave(change, by=coordinator, reason="Again.")
    marks(lost.enrolment, "present", 0, by=coordinator)
    marks(lost.enrolment, "absent", 0, by=coordinator)
    assert listed(coordinator) == [("no_longer", lost)]


def test_nobody_decides_about_the_own_certificate(lost, coordinator_is_officer):
    with pytest.raises(Refused, match="your own certificate"):
        reviews.leave(ResultChange.objects.get(), by=coordinator_is_officer, reason="I was there.")


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_leave_one_reason(lost, coordinator):
    change = ResultChange.objects.get()
    said = at_once(
        *(lambda why=why: reviews.leave(change, by=coordinator, reason=why) for why in ("Called to duty.", "Ill."))
    )
    assert said == ["This was settled meanwhile. Load the list again."]


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_costs_the_same_for_many(lost, coordinator, closed, signed_in, django_assert_num_queries, others):
    more = [completes(closed, name_en=f"Officer {'ab'[number]}") for number in range(others)]
    if more:
        issued(closed, by=coordinator)
    for one in more:
        marks(present(one, coordinator), "absent", 0, 1, by=coordinator)
    staff = signed_in(coordinator)
    assert staff.get("/admin/certificates/to-review/").text.count("No longer completes") == others + 1
    with django_assert_num_queries(11):
        staff.get("/admin/certificates/to-review/")


def test_the_rule_names_the_required_modules(lost, coordinator):
    session = lost.enrolment.session
    SessionModule.objects.create(session=session, module=ModuleFactory(title_en="The law"), order=9, is_required=True)
    (line,) = reviews.shown(reviews.to_review(coordinator))
    assert "Required modules: The law." in line.rule
