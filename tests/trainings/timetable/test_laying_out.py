"""The times of the lines of a day, as pure functions: what moves along, what stays."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trainings.timetable import laying_out
from trainings.timetable.laying_out import Line

DAY = [Line(1, 540, 570), Line(2, 570, 660), Line(3, 660, 675), Line(4, 675, 735), Line(5, 840, 900)]


def test_a_longer_line_pushes_the_later_ones_of_its_half_day():
    assert laying_out.after_changing(DAY, 2, 570, 680) == {2: (570, 680), 3: (680, 695), 4: (695, 755)}


def test_a_shorter_line_draws_them_up():
    assert laying_out.after_changing(DAY, 1, 540, 550) == {1: (540, 550), 2: (550, 640), 3: (640, 655), 4: (655, 715)}


def test_a_line_taken_to_another_time_moves_alone():
    assert laying_out.after_changing(DAY, 1, 900, 930) == {1: (900, 930)}


def test_a_new_line_makes_the_room_that_it_takes():
    assert laying_out.after_adding(DAY, 660, 670) == {3: (670, 685), 4: (685, 745)}
    assert laying_out.after_adding(DAY, 735, 765) == {}
    assert laying_out.after_adding(DAY, 900, 960) == {}
    assert laying_out.after_adding([Line(1, 600, 660)], 570, 590) == {}


def test_lines_close_up_over_one_that_goes():
    assert laying_out.after_removing(DAY, 3) == {4: (660, 720)}
    assert laying_out.after_removing(DAY, 5) == {}


def test_nothing_closes_up_while_another_group_goes_on():
    assert laying_out.after_removing([*DAY, Line(6, 660, 675)], 3) == {}


def test_lines_change_places_and_keep_their_lengths():
    assert laying_out.after_moving(DAY, 3, before=2) == {3: (570, 585), 2: (585, 675)}
    assert laying_out.after_moving(DAY, 1, before=4) == {2: (540, 630), 3: (630, 645), 1: (645, 675)}


def test_a_pause_stays_where_it_is():
    assert laying_out.after_moving(DAY, 5, before=4) == {5: (675, 735), 4: (840, 900)}


def test_a_line_that_stays_where_it_is_changes_nothing():
    assert laying_out.after_moving(DAY, 2, before=3) == {}
    assert laying_out.after_moving(DAY, 5, before=None) == {}


def test_lines_that_overlapped_come_one_after_the_other_and_push_what_follows():
    lines = [Line(1, 540, 600), Line(2, 540, 570), Line(3, 600, 660)]
    assert laying_out.after_moving(lines, 2, before=1) == {2: (540, 570), 1: (570, 630), 3: (630, 690)}


def test_the_first_cannot_go_up_nor_the_last_down():
    assert laying_out.neighbour(DAY, 1, down=False) == (False, None)
    assert laying_out.neighbour(DAY, 5, down=True) == (False, None)
    assert laying_out.neighbour(DAY, 4, down=True) == (True, None)
    assert laying_out.neighbour(DAY, 2, down=False) == (True, 1)


def test_the_day_ends_a_minute_before_midnight():
    assert laying_out.passes_midnight({1: (1400, 1439)}) is None
    assert laying_out.passes_midnight({1: (1400, 1440)}) == 1


DAYS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 90)), min_size=1, max_size=8).map(
    lambda parts: [
        Line(key, start := 500 + sum(pause + long for pause, long in parts[:key]) + pause, start + long)
        for key, (pause, long) in enumerate(parts)
    ]
)


@given(DAYS, st.data())
def test_moving_keeps_every_length_the_whole_span_and_never_lets_lines_overlap(lines, data):
    key = data.draw(st.sampled_from(lines)).key
    before = data.draw(st.sampled_from([*[line.key for line in lines if line.key != key], None]))
    times = {line.key: (line.starts, line.ends) for line in lines} | laying_out.after_moving(lines, key, before)
    assert {pk: to - since for pk, (since, to) in times.items()} == {line.key: line.length for line in lines}
    spans = sorted(times.values())
    assert (spans[0][0], spans[-1][1]) == (lines[0].starts, lines[-1].ends)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
