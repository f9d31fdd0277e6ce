"""A cache that is away: each process counts for itself, asks rarely whether it is back, and no fault of it reaches a page."""

import logging

import pytest
from django.core.cache.backends.locmem import LocMemCache

from accounts.ops import fallback_cache
from accounts.ops.fallback_cache import RETRY_AFTER, FallbackCache


class Flaky(LocMemCache):
    """A cache that can be taken away; counts how often it was asked meanwhile."""

    trouble = None
    asked = 0

    def _away(self):
        if Flaky.trouble:
            Flaky.asked += 1
            raise Flaky.trouble

    def get(self, *args, **options):
        self._away()
        return super().get(*args, **options)

    def add(self, *args, **options):
        self._away()
        return super().add(*args, **options)

    def set(self, *args, **options):
        self._away()
        return super().set(*args, **options)

    def incr(self, *args, **options):
        self._away()
        return super().incr(*args, **options)

    def delete(self, *args, **options):
        self._away()
        return super().delete(*args, **options)


@pytest.fixture
def clock(monkeypatch):
    """The time of the switch: a list of one number."""
    now = [1000.0]
    monkeypatch.setattr(fallback_cache.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def cache(clock, request):
    name = request.node.name
    Flaky.trouble, Flaky.asked = None, 0
    made = FallbackCache(name, {"OPTIONS": {"BACKEND": f"{__name__}.Flaky"}})
    yield made
    Flaky.trouble = None
    made.clear()
    fallback_cache._switches.pop(name)


def away(trouble=None):
    Flaky.trouble = trouble or ConnectionRefusedError()


def test_while_it_is_well_the_real_one_keeps_everything(cache):
    cache.set("a", 1)
    assert (cache.get("a"), cache._real.get("a"), cache._own.get("a")) == (1, 1, None)
    assert cache.answers()


def test_without_it_this_process_counts_on(cache):
    away()
    assert cache.get("misses", 0) == 0
    cache.add("misses", 0, 60)
    for n in range(1, 4):
        assert cache.incr("misses") == n
    assert cache.get("misses") == 3


def test_after_a_failure_it_is_left_alone_for_a_while(cache, clock):
    away()
    for _n in range(20):
        cache.get("a")
    assert Flaky.asked == 1
    clock[0] += RETRY_AFTER + 0.1
    for _n in range(20):
        cache.get("a")
    assert Flaky.asked == 2


def test_it_is_used_again_once_it_is_back(cache, clock):
    cache.set("a", "kept")
    away()
    assert cache.get("a") is None
    Flaky.trouble = None
    assert cache.get("a") is None
    clock[0] += RETRY_AFTER + 0.1
    assert cache.get("a") == "kept"


def test_it_is_said_once_that_it_went_and_once_that_it_came_back(cache, clock, caplog):
    with caplog.at_level(logging.WARNING):
        away()
        for _n in range(3):
            cache.get("a")
            clock[0] += RETRY_AFTER + 0.1
        Flaky.trouble = None
        cache.get("a")
        cache.get("a")
    assert [record.getMessage() for record in caplog.records] == [
        "The cache is unavailable (ConnectionRefusedError): this process counts on its own until it is back.",
        "The cache is back.",
    ]


def test_a_count_that_is_gone_because_it_went_or_came_back_begins_anew(cache, clock):
    cache.add("misses", 0, 60)
    away()
    assert cache.incr("misses") == 1
    cache.add("others", 0, 60)
    Flaky.trouble = None
    clock[0] += RETRY_AFTER + 0.1
    assert cache.incr("others") == 1


def test_a_monitor_is_told_at_once(cache, clock):
    away()
    assert not cache.answers()
    Flaky.trouble = None
    assert cache.answers()
    cache.set("a", 1)
    assert cache._real.get("a") == 1


def test_a_wrong_question_is_a_fault_of_ours_and_is_not_swallowed(cache):
    away(TypeError("unhashable"))
    with pytest.raises(TypeError):
        cache.get("a")


def test_caches_of_one_place_share_what_they_know_of_it(cache, request):
    other = FallbackCache(request.node.name, {"OPTIONS": {"BACKEND": f"{__name__}.Flaky"}})
    away()
    cache.get("a")
    other.get("a")
    assert Flaky.asked == 1
