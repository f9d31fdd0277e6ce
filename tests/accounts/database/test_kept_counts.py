"""Numbers of a large programme are counted once in a while, and anew by a worker; those of others when they are asked for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.database import kept_counts
from accounts.database.kept_counts import KEPT_FOR, MOST_AGE, count_anew, counted, may_be_kept
from accounts.tasks import count_numbers_anew

asked = []


@may_be_kept
def number_of(*what):
    """Counts how often it was asked."""
    asked.append(what)
    return len(asked)


@may_be_kept
def gone():
    """Finds what the next release has no class for."""
    return Gone()


class Gone:
    """As a class that the next release has not."""


@pytest.fixture(autouse=True)
def _nothing_asked():
    asked.clear()


@pytest.fixture
def start():
    """When the clock begins."""
    return timezone.now()


@pytest.fixture
def clock(monkeypatch, start):
    """A function: `clock(minutes=3)` puts the clock so long after the start."""

    def put(**after):
        monkeypatch.setattr(timezone, "now", lambda: start + timedelta(**after))

    put()
    return put


@pytest.fixture
def woken(monkeypatch, django_capture_on_commit_callbacks):
    """A function: runs a block, and returns for what workers were woken."""

    def run(block):
        sent = []
        monkeypatch.setattr(count_numbers_anew, "apply_async", lambda args, retry: sent.append(args))
        with django_capture_on_commit_callbacks(execute=True):
            block()
        return sent

    return run


def test_the_numbers_of_a_large_programme_are_kept_and_say_when_they_were_counted(clock, start):
    first = counted(number_of, 1, is_large=True)
    clock(minutes=9)
    assert counted(number_of, 1, is_large=True) == first == (1, start)


def test_other_numbers_are_counted_each_time_and_are_of_now():
    assert [counted(number_of, 1, is_large=False) for _time in range(2)] == [(1, None), (2, None)]


def test_each_number_is_kept_by_itself():
    assert [counted(number_of, one, is_large=True).value for one in (1, [1], "1")] == [1, 2, 3]


@pytest.mark.django_db
def test_when_they_are_older_a_page_shows_them_and_a_worker_counts_anew(clock, start, woken):
    counted(number_of, 1, [2], is_large=True)
    clock(minutes=11)
    found = []
    (sent,) = woken(lambda: found.append(counted(number_of, 1, [2], is_large=True)))
    assert found == [(1, start)]
    assert asked == [(1, [2])]
    count_numbers_anew(*sent)
    assert counted(number_of, 1, [2], is_large=True) == (2, start + timedelta(minutes=11))


@pytest.mark.django_db
def test_a_worker_is_woken_once_a_minute_for_the_same_numbers(clock, woken, monkeypatch):
    counted(number_of, is_large=True)
    clock(minutes=11)

    def open_twice():
        for _time in range(2):
            counted(number_of, is_large=True)

    assert len(woken(open_twice)) == 1
    assert woken(open_twice) == []
    monkeypatch.setattr(kept_counts, "ASKED_AGAIN_AFTER", timedelta(0))
    kept_counts.cache.clear()
    clock()
    counted(number_of, is_large=True)
    clock(minutes=11)
    assert len(woken(open_twice)) == 2


@pytest.mark.django_db
def test_a_page_answers_while_the_broker_is_down(clock, start, monkeypatch, django_capture_on_commit_callbacks):
    def fails(args, retry):
        raise OSError

    monkeypatch.setattr(count_numbers_anew, "apply_async", fails)
    counted(number_of, is_large=True)
    clock(minutes=11)
    with django_capture_on_commit_callbacks(execute=True):
        assert counted(number_of, is_large=True) == (1, start)


def test_after_a_day_they_are_counted_for_the_page(clock, start):
    counted(number_of, is_large=True)
    clock(seconds=MOST_AGE.total_seconds())
    assert counted(number_of, is_large=True) == (2, start + MOST_AGE)


def test_where_others_are_measured_against_them_they_may_not_be_older(clock):
    counted(number_of, is_large=True)
    clock(minutes=11)
    assert counted(number_of, is_large=True, most_age=KEPT_FOR).value == 2


@pytest.mark.django_db
def test_those_are_counted_ahead_while_somebody_reads_them(clock, woken):
    counted(number_of, is_large=True)
    for minutes, times in ((4, 0), (6, 1)):
        clock(minutes=minutes)
        sent = woken(lambda: counted(number_of, is_large=True, most_age=KEPT_FOR))
        assert len(sent) == times
    assert asked == [()]


def test_a_message_can_call_nothing_else():
    count_anew("os.getcwd", [])
    count_anew("tests.accounts.database.test_kept_counts.clock", [])
    assert asked == []


@pytest.mark.django_db
def test_what_another_release_kept_is_counted_anew(monkeypatch):
    counted(gone, is_large=True)
    monkeypatch.delitem(globals(), "Gone")
    monkeypatch.setitem(kept_counts._COUNTS, kept_counts._name_of(gone), lambda: 1)
    assert counted(gone, is_large=True).value == 1


def test_workers_know_every_count_that_pages_keep():
    """Each stands in a module that a module `tasks` imports, which is all that a worker loads by itself."""
    import accounts.tasks  # noqa: F401, PLC0415 -- loaded as by a worker
    import certificates.tasks  # noqa: PLC0415 -- as above
    import reports.tasks  # noqa: PLC0415 -- as above

    loaded = {
        getattr(module, "__name__", "")
        for tasks in (certificates.tasks, reports.tasks)
        for module in vars(tasks).values()
    }
    ours = {name.rpartition(".")[0] for name in kept_counts._COUNTS if not name.startswith("tests.")}
    assert ours
    assert ours <= loaded
