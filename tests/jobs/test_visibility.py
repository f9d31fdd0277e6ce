import pytest
from django.contrib.auth.models import AnonymousUser

from jobs.models import Job
from jobs.requesting import request
from tests.factories import ProgrammeFactory, UserFactory
from tests.jobs.conftest import KIND


@pytest.fixture
def jobs(programme, coordinator, trainer):
    """One job of each sort, by name."""
    elsewhere = ProgrammeFactory(code="OTHER")
    return {
        "own": request(KIND, by=trainer),
        "programme": request(KIND, by=None, scope=f"programme:{programme.pk}"),
        "elsewhere": request(KIND, by=None, scope=f"programme:{elsewhere.pk}"),
        "system": request(KIND, by=None),
    }


def seen_by(user, jobs):
    seen = set(Job.objects.visible_to(user))
    return {name for name, job in jobs.items() if job in seen}


def test_everyone_sees_what_they_asked_for(jobs, trainer):
    assert seen_by(trainer, jobs) == {"own"}


def test_a_coordinator_sees_the_work_of_her_programme(jobs, coordinator):
    assert seen_by(coordinator, jobs) == {"programme"}


def test_an_observer_sees_none_of_it(jobs, observer):
    assert seen_by(observer, jobs) == set()


def test_a_flag_of_django_and_the_part_of_an_administrator_show_nothing(jobs, administrator):
    assert seen_by(UserFactory(is_superuser=True, is_staff=True), jobs) == set()
    assert seen_by(administrator, jobs) == set()


def test_a_stranger_sees_nothing(jobs, outsider):
    assert seen_by(outsider, jobs) == set()
    assert seen_by(AnonymousUser(), jobs) == set()
