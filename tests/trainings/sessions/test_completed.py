import pytest

from trainings.curriculum.completion_rule import attended, completed, needed


def test_present_and_late_count_as_attended_where_late_counts():
    assert attended(["present", "late", "excused", "absent", "present"], late_counts=True) == 3


def test_late_does_not_count_where_the_course_says_so():
    assert attended(["present", "late", "excused", "absent", "present"], late_counts=False) == 2


@pytest.mark.parametrize(
    ("attended_half_days", "held", "share", "completes"),
    [(5, 6, 80, True), (4, 6, 80, False), (4, 5, 80, True), (0, 6, 0, True), (6, 6, 100, True), (5, 6, 100, False)],
)
def test_the_share_of_the_course_decides(attended_half_days, held, share, completes):
    assert completed(attended_half_days, held, required_share=share) is completes


def test_nothing_held_completes_nothing():
    assert completed(0, 0, required_share=0) is False


@pytest.mark.parametrize(("held", "share", "fewest"), [(6, 80, 5), (5, 80, 4), (10, 80, 8), (6, 100, 6), (6, 0, 0)])
def test_the_fewest_half_days_that_complete_are_rounded_up(held, share, fewest):
    assert needed(held, required_share=share) == fewest
