"""When a mark was given, worked out from what a device with a wrong clock says."""

from datetime import timedelta

import pytest

from tests.trainings.conftest import at
from trainings.attendance.device_time import Stamps, moment_of

LOADED, TAPPED, SENT = at(22, "08:30"), at(22, "09:10"), at(22, "11:00")
DAY = timedelta(days=1)


def seconds(delta):
    return delta.total_seconds()


def stamps(*, wrong_at_loading=0, wrong_at_tap=0, wrong_at_sending=0, steady="none"):
    """What a device says whose clock is off by so many days at these three moments. steady: what its steady clock counted."""
    clock = {
        "loaded": LOADED + DAY * wrong_at_loading,
        "tapped": TAPPED + DAY * wrong_at_tap,
        "sent": SENT + DAY * wrong_at_sending,
    }
    return Stamps(
        age_wall=seconds(clock["sent"] - clock["tapped"]),
        since_wall=seconds(clock["tapped"] - clock["loaded"]),
        anchor=LOADED.timestamp(),
        age_steady=seconds(SENT - TAPPED) if steady == "all" else None,
        since_steady=seconds(TAPPED - LOADED) if steady == "all" else None,
    )


@pytest.mark.parametrize("steady", ["all", "none"])
@pytest.mark.parametrize("wrong", [0, 1, -1, 400, -4000])
def test_a_clock_that_is_wrong_all_day_says_how_long_it_took(wrong, steady):
    said = stamps(wrong_at_loading=wrong, wrong_at_tap=wrong, wrong_at_sending=wrong, steady=steady)
    assert moment_of(said, SENT) == moment_of(stamps(steady="all"), SENT)
    assert (moment_of(said, SENT).at, moment_of(said, SENT).certain) == (TAPPED, True)


@pytest.mark.parametrize("wrong", [1, -1, 4, -4, 400])
@pytest.mark.parametrize("put_right", ["before the tap", "before sending"])
def test_a_clock_that_is_put_right_in_between_misdates_nothing(wrong, put_right):
    at_tap = 0 if put_right == "before the tap" else wrong
    said = stamps(wrong_at_loading=wrong, wrong_at_tap=at_tap, wrong_at_sending=0)
    assert (moment_of(said, SENT).at, moment_of(said, SENT).certain) == (TAPPED, True)


def test_a_clock_that_jumps_to_and_fro_is_held_by_the_steady_one():
    said = stamps(wrong_at_tap=3, steady="all")
    assert moment_of(said, SENT).at == TAPPED


def test_a_clock_that_jumps_to_and_fro_unseen_leaves_the_day_right_and_the_minute_open():
    moment = moment_of(stamps(wrong_at_tap=3), SENT)
    assert (moment.at.date(), moment.certain) == (TAPPED.date(), False)
    assert LOADED <= moment.at <= SENT


def test_while_the_device_slept_the_steady_clock_only_bounds():
    said = Stamps(
        age_wall=seconds(SENT - TAPPED),
        since_wall=seconds(TAPPED - LOADED),
        anchor=LOADED.timestamp(),
        age_steady=30.0,
        since_steady=5.0,
    )
    assert moment_of(said, SENT).at == TAPPED


def test_what_happened_on_one_of_several_days_nobody_can_say():
    said = Stamps(age_wall=-seconds(DAY), since_wall=-seconds(DAY), anchor=at(21, "08:30").timestamp())
    assert moment_of(said, SENT).at is None


def test_a_device_never_reaches_into_the_future():
    assert moment_of(Stamps(age_wall=-3600.0), SENT).at is None
    assert moment_of(Stamps(age_wall=-60.0), SENT).at == SENT


def test_a_mark_waits_for_three_days_and_no_longer():
    three_days = seconds(timedelta(days=3))
    assert moment_of(Stamps(age_wall=three_days), SENT).at == SENT - timedelta(days=3)
    for beyond in (three_days + 600, float("inf"), float("nan"), 1e300):
        assert moment_of(Stamps(age_wall=beyond), SENT).at is None


def test_an_anchor_that_the_server_cannot_have_said_is_not_believed():
    said = Stamps(age_wall=60.0, since_wall=60.0, anchor=(SENT + DAY).timestamp())
    assert moment_of(said, SENT).at == SENT - timedelta(seconds=60)
