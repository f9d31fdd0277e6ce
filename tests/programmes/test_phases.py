"""A phase lies within its programme."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.factories import PhaseFactory, ProgrammeFactory


@pytest.fixture
def phase(db):
    """A phase of a programme of 2023 to 2026."""
    return PhaseFactory(programme=ProgrammeFactory(starts_on=date(2023, 3, 25), ends_on=date(2026, 12, 31)))


def problems(phase):
    try:
        phase.full_clean()
    except ValidationError as no:
        return no.message_dict
    return {}


def test_it_may_take_as_long_as_its_programme(phase):
    phase.starts_on, phase.ends_on = date(2023, 3, 25), date(2026, 12, 31)
    assert problems(phase) == {}


def test_it_needs_no_dates(phase):
    assert problems(phase) == {}


def test_it_does_not_begin_before_its_programme(phase):
    phase.starts_on = date(2023, 3, 24)
    assert problems(phase) == {"starts_on": ["The programme begins later, on 25 March 2023."]}


def test_it_does_not_end_after_its_programme(phase):
    phase.starts_on, phase.ends_on = date(2026, 1, 1), date(2027, 1, 1)
    assert problems(phase) == {"ends_on": ["The programme ends earlier, on 31 December 2026."]}


def test_it_may_go_on_while_its_programme_has_no_end(phase):
    phase.programme.ends_on = None
    phase.starts_on, phase.ends_on = date(2026, 1, 1), date(2036, 1, 1)
    assert problems(phase) == {}
