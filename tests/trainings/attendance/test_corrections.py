import pytest

from accounts.models import AuditEntry
from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import ReasonNeeded, history, mark
from trainings.models import AttendanceMark, Half

AM = Half.MORNING


@pytest.fixture
def enrolment(session):
    return EnrolmentFactory(session=session)


@pytest.fixture
def _marked(enrolment, days, trainer):
    mark(enrolment, days[0], AM, "absent", by=trainer, now=at(21))


@pytest.mark.usefixtures("_marked")
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_mark_that_stands_needs_a_reason_once_its_day_is_over(enrolment, days, trainer, reason):
    with pytest.raises(ReasonNeeded, match=r"21 November 2026 is over\. Say why"):
        mark(enrolment, days[0], AM, "present", by=trainer, now=at(22), reason=reason)
    assert AttendanceMark.objects.get().mark == "absent"


@pytest.mark.usefixtures("_marked")
def test_with_a_reason_it_changes_and_the_reason_stays_in_the_history(enrolment, days, trainer):
    mark(enrolment, days[0], AM, "present", by=trainer, now=at(22), reason="Signed on the paper sheet.")
    latest, first = history(enrolment, days[0], AM)
    assert (latest.before, latest.after, latest.reason) == ("absent", "present", "Signed on the paper sheet.")
    assert (first.before, first.after, first.reason) == ("", "absent", "")


@pytest.mark.usefixtures("_marked")
def test_a_correction_stands_in_the_audit_trail_with_before_and_after_but_without_the_reason(enrolment, days, trainer):
    mark(enrolment, days[0], AM, "present", by=trainer, now=at(22), reason="Signed on the paper sheet.")
    details = AuditEntry.objects.get(verb="attendance.corrected").details
    assert details["changes"] == [[enrolment.pk, "absent", "present"]]
    assert "paper" not in str(details)


@pytest.mark.usefixtures("_marked")
def test_on_the_day_itself_a_mark_changes_without_a_reason(enrolment, days, trainer):
    assert mark(enrolment, days[0], AM, "present", by=trainer, now=at(21, "23:59")).count == 1


def test_the_first_entry_of_a_past_day_needs_no_reason(enrolment, days, trainer):
    assert mark(enrolment, days[0], AM, "present", by=trainer, now=at(23)).count == 1


@pytest.mark.usefixtures("_marked")
def test_the_same_mark_again_needs_no_reason(enrolment, days, trainer):
    assert mark(enrolment, days[0], AM, "absent", by=trainer, now=at(22)).count == 0
