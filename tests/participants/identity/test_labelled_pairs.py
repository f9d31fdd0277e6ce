"""Recall and precision on pairs of which it is known whether they are one person (bench/identity measures twenty thousand)."""

from bench.identity import judged, measured, waiting_of_a_batch
from bench.labelled_pairs import Generator


def test_nearly_all_pairs_are_judged_rightly():
    recall, precision, _errors = measured(Generator(seed=71).pairs(2_000), judged)
    assert recall >= 0.975
    assert precision >= 0.98


def test_the_measure_sees_a_judge_who_is_wrong():
    pairs = Generator(seed=71).pairs(200)
    assert measured(pairs, lambda pair: True)[:2] == (1.0, 0.5)
    assert measured(pairs, lambda pair: not pair.is_same)[0] == 0


def test_no_pair_of_one_person_has_the_service_number_on_both_sides():
    assert not any(
        pair.one.service_number == pair.other.service_number for pair in Generator(seed=3).pairs(1_000) if pair.is_same
    )


def test_hardly_anybody_of_a_recruitment_batch_is_taken_for_a_neighbour():
    assert waiting_of_a_batch(Generator(seed=19), 800) <= 4
