"""Two tables go into the register at the same moment, on two real connections."""

import pytest

from jobs.models import Job, State
from jobs.requesting import run_now
from participants.models import Officer, OfficerTable, Posting
from participants.models.posting import officers_out_of_sync
from participants.table_import import import_jobs
from tests.participants.table_import.conftest import KARIM, RAHIMA
from tests.participants.table_import.test_register_pages import checked
from tests.trainings.attendance.test_two_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("register")]
OTHERS = ["9900000003", "Shapla Begum", "শাপলা বেগম", *KARIM[3:6], "female", "+8801711000003", ""]


def applying(*rows, by, programme):
    return import_jobs.request_apply(checked(*rows, by=by, programme=programme), by=by)


def test_the_same_officers_in_two_tables_are_recorded_once(coordinator, programme):
    jobs = [applying(RAHIMA, row, by=coordinator, programme=programme) for row in (KARIM, OTHERS)]
    at_once(*[lambda job=job: run_now(job) for job in jobs])
    assert set(Job.objects.filter(kind=import_jobs.APPLY).values_list("state", flat=True)) == {State.DONE}
    assert set(OfficerTable.objects.values_list("state", flat=True)) == {"applied"}
    assert Officer.objects.count() == Posting.objects.count() == Officer.history.filter(history_type="+").count() == 3
    assert not officers_out_of_sync().exists()


def test_two_values_for_one_officer_leave_one_of_them_and_both_in_the_history(coordinator, programme):
    run_now(applying(RAHIMA, by=coordinator, programme=programme))
    mails = ("one@example.org", "two@example.org")
    jobs = [applying([*RAHIMA[:-1], mail], by=coordinator, programme=programme) for mail in mails]
    at_once(*[lambda job=job: run_now(job) for job in jobs])
    told = list(Officer.history.order_by("history_id").values_list("email", flat=True))
    assert sorted(told[1:]) == sorted(mails)
    assert Officer.objects.get().email == told[-1]


def test_two_who_apply_one_table_share_one_work(coordinator, programme):
    table = checked(RAHIMA, by=coordinator, programme=programme)
    first, second = at_once(*[lambda: import_jobs.request_apply(table, by=coordinator)] * 2)
    assert first == second
    at_once(*[lambda: run_now(first)] * 2)
    assert Officer.history.count() == 1
