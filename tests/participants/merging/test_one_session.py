"""Both records sit in the same session: which enrolment stays, how marks unite, what certificates hold on to."""

import pytest
from django.utils import timezone

from accounts.refusal import Refused
from certificates.issuing import batches, records
from certificates.models import Certificate
from certificates.verification.lookup import look_up
from jobs.requesting import run_now
from participants.merging.merges import merge, take_back
from participants.merging.plan import plan
from participants.models import Officer
from tests.factories import DesignFactory, EnrolmentFactory, SessionFactory
from tests.participants.merging.conftest import differences, everything
from tests.trainings.conftest import at, mark_everyone
from trainings.attendance.marking import mark
from trainings.enrolment.enrolment import enrol
from trainings.models import AttendanceChange, AttendanceMark, Enrolment, EnrolmentState, Half
from trainings.sessions.lifecycle import close


@pytest.fixture
def two(session, kept, absorbed):
    """The enrolments of both records in `session`: the kept one first."""
    return [EnrolmentFactory(session=session, officer=officer) for officer in (kept, absorbed)]


@pytest.fixture
def days(session):
    return list(session.days.order_by("number"))


@pytest.fixture
def half_there(session, two, days, trainer):
    """The one record was ticked in the mornings, the other in the afternoons; each missed the other half."""
    for enrolment, there in zip(two, Half, strict=True):
        for day in days:
            for half in Half:
                mark(enrolment, day, half, "present" if half == there else "absent", by=trainer, now=at(23, "16:00"))
    return two


def marks_of(enrolment):
    return sorted(AttendanceMark.objects.filter(enrolment=enrolment).values_list("mark", flat=True))


def test_one_enrolment_is_left_with_every_mark_that_saw_the_person(kept, absorbed, coordinator, session, half_there):
    merge(kept, absorbed, by=coordinator)
    enrolment = Enrolment.objects.get()
    assert (enrolment.pk, enrolment.officer) == (half_there[0].pk, kept)
    assert marks_of(enrolment) == ["present"] * 6
    change = AttendanceChange.objects.filter(reason__contains="merged").first()
    assert (change.before, change.after, change.changed_by) == ("absent", "present", coordinator)


def test_the_coordinator_may_keep_only_the_marks_of_the_one(kept, absorbed, coordinator, session, half_there):
    merge(kept, absorbed, by=coordinator, choices={f"session-{session.pk}-marks": "own"})
    assert marks_of(Enrolment.objects.get()) == ["absent"] * 3 + ["present"] * 3


def test_the_coordinator_chooses_which_enrolment_stays(kept, absorbed, coordinator, session, two):
    merge(kept, absorbed, by=coordinator, choices={f"session-{session.pk}-stays": str(two[1].pk)})
    assert Enrolment.objects.get().pk == two[1].pk
    assert Enrolment.objects.get().officer == kept


def test_whoever_takes_part_stays_before_whoever_was_withdrawn(kept, absorbed, coordinator, two):
    two[0].state, two[0].state_reason = EnrolmentState.WITHDRAWN, "Posted away"
    two[0].save()
    merge(kept, absorbed, by=coordinator)
    assert Enrolment.objects.get().state == EnrolmentState.CONFIRMED


def test_who_attended_as_two_records_completed_as_one(kept, absorbed, coordinator, session, half_there, trainer):
    close(session, by=trainer, today=at(23).date())
    assert set(Enrolment.objects.values_list("state", flat=True)) == {EnrolmentState.NOT_COMPLETED}
    made = merge(kept, absorbed, by=coordinator)
    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.half_days_attended, enrolment.half_days_held) == ("completed", 6, 6)
    take_back(made, by=coordinator)
    assert list(Enrolment.objects.values_list("state", "half_days_attended")) == [("not_completed", 3)] * 2


@pytest.mark.parametrize("stays", [0, 1])
@pytest.mark.parametrize("marks", ["best", "own"])
def test_taken_back_both_enrolments_are_as_they_were(kept, absorbed, coordinator, session, half_there, stays, marks):
    history = list(AttendanceChange.objects.order_by("pk").values("pk", "enrolment", "before", "after"))
    before = everything()
    choices = {f"session-{session.pk}-stays": str(half_there[stays].pk), f"session-{session.pk}-marks": marks}
    take_back(merge(kept, absorbed, by=coordinator, choices=choices), by=coordinator)
    assert differences(before, everything()) == {}
    kept_history = AttendanceChange.objects.filter(pk__in=[row["pk"] for row in history])
    assert list(kept_history.order_by("pk").values("pk", "enrolment", "before", "after")) == history


def test_a_mark_changed_since_stays_and_is_reported(kept, absorbed, coordinator, session, half_there, days, trainer):
    made = merge(kept, absorbed, by=coordinator)
    mark(Enrolment.objects.get(), days[0], Half.AFTERNOON, "late", by=trainer, now=at(23), reason="Came at four")
    made = take_back(made, by=coordinator)
    assert made.left == [f"{session.code}: 1 mark was changed after the merge and stays."]
    assert marks_of(half_there[0]) == ["absent", "absent", "late", "present", "present", "present"]
    assert marks_of(half_there[1]) == ["absent"] * 3 + ["present"] * 3


def test_a_session_closed_since_is_worked_out_for_both(kept, absorbed, coordinator, session, half_there, trainer):
    made = merge(kept, absorbed, by=coordinator)
    close(session, by=trainer, today=at(23).date())
    made = take_back(made, by=coordinator)
    assert made.left[-1].startswith(f"{session.code} changed its state after the merge")
    outcomes = Enrolment.objects.order_by("pk").values_list("state", "half_days_attended", "half_days_held")
    assert list(outcomes) == [("not_completed", 3, 6)] * 2


def test_without_a_seat_two_cannot_be_made_of_one(kept, absorbed, coordinator, session, two, officer):
    session.capacity = 2
    session.save()
    made = merge(kept, absorbed, by=coordinator)
    enrol(session, [officer], by=coordinator)
    with pytest.raises(Refused, match="All seats of TOT-KHU-03 are taken now"):
        take_back(made, by=coordinator)


# Certificates


@pytest.fixture
def closed(programme, trainer):
    DesignFactory(programme=programme)
    return SessionFactory(
        programme=programme, led_by=trainer, code="TOT-KHU-02", state="closed", closed_at=timezone.now()
    )


def completed(session, officer):
    facts = {"state": "completed", "half_days_attended": 6, "half_days_held": 6}
    return EnrolmentFactory(session=session, officer=officer, **facts)


def issue(session, by):
    batch = batches.request(session, by=by)
    assert run_now(batch.job).state == "done"
    return list(batch.certificates.order_by("enrolment"))


def named(*officers):
    for officer in officers:
        Officer.objects.filter(pk=officer.pk).update(name_en="Rafiqul Islam", name_bn="রফিকুল ইসলাম")


def test_the_enrolment_with_the_certificate_stays_whatever_is_chosen(kept, absorbed, coordinator, closed):
    named(absorbed)
    EnrolmentFactory(session=closed, officer=kept, state="not_completed", half_days_attended=1, half_days_held=6)
    theirs = completed(closed, absorbed)
    [certificate] = issue(closed, coordinator)
    before, printed = everything(), dict(certificate.facts)
    made = merge(kept, absorbed, by=coordinator)
    assert Enrolment.objects.get().pk == theirs.pk
    found = look_up(certificate.code)
    assert (found.is_valid, found.facts, certificate.enrolment.officer) == (True, printed, kept)
    take_back(made, by=coordinator)
    assert differences(before, everything()) == {}


def test_that_a_certificate_of_participation_keeps_the_lesser_enrolment_is_said(kept, absorbed, coordinator, closed):
    named(kept, absorbed)
    design = DesignFactory(programme=closed.phase.programme, name="Participation", level="participation")
    EnrolmentFactory(session=closed, officer=kept, state="not_completed", half_days_attended=1, half_days_held=6)
    run_now(batches.request(closed, by=coordinator, design=design).job)
    theirs = completed(closed, absorbed)
    [conflict] = plan(kept, absorbed, by=coordinator).conflicts
    assert "decide on completion once more" in conflict.description
    Enrolment.objects.filter(pk=theirs.pk).update(state="not_completed")
    [conflict] = plan(kept, absorbed, by=coordinator).conflicts
    assert "decide on completion once more" not in conflict.description


@pytest.mark.parametrize("stays", [0, 1])
def test_two_certificates_stay_facts_and_one_enrolment_counts(kept, absorbed, coordinator, closed, stays):
    named(kept, absorbed)
    two = [completed(closed, officer) for officer in (kept, absorbed)]
    certificates = issue(closed, coordinator)
    before = everything()
    made = merge(kept, absorbed, by=coordinator, choices={f"session-{closed.pk}-stays": str(two[stays].pk)})
    counting = Enrolment.objects.active().get()
    double = Enrolment.objects.get(double_of__isnull=False)
    assert (counting.pk, double.pk, double.double_of_id) == (two[stays].pk, two[1 - stays].pk, two[stays].pk)
    assert [look_up(one.code).is_valid for one in certificates] == [True, True]
    assert {one.enrolment.officer_id for one in Certificate.objects.all()} == {kept.pk}
    take_back(made, by=coordinator)
    assert differences(before, everything()) == {}


def test_a_person_with_a_double_is_merged_again(kept, absorbed, coordinator, closed, programme):
    named(kept, absorbed)
    for officer in (kept, absorbed):
        completed(closed, officer)
    issue(closed, coordinator)
    first = merge(kept, absorbed, by=coordinator)
    third = EnrolmentFactory(session=closed, officer__programme=programme, state="not_completed")
    before = everything()
    made = merge(third.officer, kept, by=coordinator)
    assert Enrolment.objects.filter(officer=third.officer).active().count() == 1
    take_back(made, by=coordinator)
    assert differences(before, everything()) == {}
    assert not take_back(first, by=coordinator).stands


def test_a_certificate_issued_since_must_be_revoked_before(kept, absorbed, coordinator, closed):
    named(kept, absorbed)
    completed(closed, kept)
    EnrolmentFactory(session=closed, officer=absorbed, state="not_completed")
    made = merge(kept, absorbed, by=coordinator)
    [certificate] = issue(closed, coordinator)
    with pytest.raises(Refused, match=f"{certificate.serial} was issued on what both records hold together"):
        take_back(made, by=coordinator)
    records.revoke(certificate, by=coordinator, reason="The records were of two people.")
    take_back(made, by=coordinator)
    assert Enrolment.objects.filter(session=closed).count() == 2


def test_whoever_was_merged_can_be_enrolled_and_marked_like_anybody(
    kept, absorbed, coordinator, session, half_there, days, trainer
):
    merge(kept, absorbed, by=coordinator)
    again = enrol(session, [Officer.objects.get(pk=kept.pk)], by=coordinator)
    assert again.already == (kept.pk,)
    mark_everyone(session, days, trainer)
