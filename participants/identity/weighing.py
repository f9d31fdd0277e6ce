"""Whether two descriptions are of one person: the weights of evidence, after Fellegi and Sunter (1969).

Each fact that two descriptions both have speaks for or against by log2(m / u) bits: m is how often the fact agrees (or
differs in this way) when the two are one person, u how often when they are not. The bits are added to those against which
every pair starts, and the sum is read as a probability. A fact that is missing on either side has no weight.

Where m and u come from. No pairs of real records are at hand to estimate them from, so each is reckoned or assumed:
- Numbers and phones: u by counting, for a force of 200,000 whose numbers run in series and 700 million possible mobile
  numbers, some of which families and offices share; m assumed: one number in thirty is mistyped, one phone in five changed.
- Dates of joining: u from two intakes a year over a career; m assumed, one in ten is written otherwise.
- Sex: assumed that one officer in ten is a woman, so that two women agree by chance far more seldom than two men.
- Neighbours: two people of one intake have numbers of one series and one day of joining, and where phones were given out
  together, numbers and phones are equally far apart. Then neither says much (bench/identity: rows that wait in a batch).
- Unit and district: u by counting the units and districts on record (data/units.csv), uneven as they are; m assumed, for
  officers are moved every few years.
- Names: the information of each word they share (participants/identity/names.py), less what speaks for two people.
- The start: one row in three is of somebody on record, among 200,000 (-19 bits).
`bench/identity.py` measures what the weights do together, on pairs with noise that was made apart from them.
"""

from collections.abc import Iterator, Mapping
from math import log2
from operator import ne
from typing import NamedTuple

from participants.identity.evidence import Evidence
from participants.identity.names import compare

# From here on a person is asked: one in twelve at the edge, where asking in vain costs less than a second record.
LIKELY = 0.08

_START = -19.0
_LEAST_TELLING = 0.4

_CERTAIN = 60.0

# Numbers are given out in series: neighbours in a list differ at the end, slips of the hand are anywhere.
_NUMBER = {"same": 20.0, "swapped": 10.0, "one_digit": 8.5, "near": 2.0, "other": -5.5}
_PHONE = {"same": 14.0, "swapped": 9.0, "one_digit": 9.0, "near": 1.5, "other": -1.7}
_AT_THE_END, _NEIGHBOURS = 2, 2
# The last digits by which the numbers of an intake differ; what neighbours in it have in common by themselves.
_SERIES, _IN_STEP, _JOINED_OF_INTAKE = 4, 0.5, 0.5
_EMAIL_SAME, _EMAIL_OTHER = 8.0, -0.7
_JOINED_SAME, _JOINED_SWAPPED, _JOINED_NEAR, _JOINED_OTHER = 7.0, 5.0, 3.5, -4.0
_BOTH_WOMEN, _BOTH_MEN, _SEX_OTHER = 3.3, 0.1, -5.0
_UNIT_SAME, _UNIT_OTHER = 4.5, -1.2
_DISTRICT_SAME, _DISTRICT_OTHER = 4.0, -1.6
# The district of the list is mostly that of the unit: both together have little more weight than one.
_DISTRICT_AFTER_UNIT = 1.0
_RANK_SAME, _RANK_OTHER = 1.2, -0.8
_NAME_MOST, _NAME_OTHER = 15.0, -12.0
# Names that share less than this are called two names; those that share all but spelling are called one.
_NAME_ALIKE, _NAME_SAME = 0.5, 0.93
_NAME_CONFLICT = 2.2
_NAME_BASE = 1.0


class Description(NamedTuple):
    """What is known of a person; None or "" where it is not. Codes for rank, unit and district, an ISO date."""

    service_number: str = ""
    name_en: str = ""
    name_bn: str = ""
    mobile: str = ""
    email: str = ""
    rank: str = ""
    unit: str = ""
    district: str = ""
    sex: str = ""
    joined_on: str = ""


class Weighed(NamedTuple):
    """`score` is the probability, 0 to 1, that two descriptions are of one person; `evidence` has the reasons, strongest first."""

    score: float
    evidence: tuple


def description_of(values: Mapping) -> Description:
    """Returns the Description of the values of a roster row or of a known officer (roster/base/fields.py)."""
    return Description(*(values.get(field) or "" for field in Description._fields))


def weigh(one: Description, other: Description, *, least: float = 0.0) -> Weighed:
    """Returns the Weighed of two Descriptions; with a score of 0 and no evidence where they cannot reach `least`."""
    number = _digits("number", one.service_number, other.service_number, _NUMBER)
    phone = _digits("phone", one.mobile, other.mobile, _PHONE)
    is_in_step = bool(number and phone) and _are_in_step(one, other)
    if is_in_step:
        number, phone = ([item._replace(bits=min(item.bits, _IN_STEP)) for item in both] for both in (number, phone))
    found = [*number, *phone]
    found += _others(one, other, is_of_one_intake=is_in_step or _are_of_one_intake(number, one, other))
    bits = _START + sum(evidence.bits for evidence in found)
    if least and bits + _NAME_MOST < log2(least / (1 - least)):
        # Comparing names is most of the work, and the best of names would not help.
        return Weighed(0.0, ())
    found += _name(one, other)
    bits = max(-_CERTAIN, min(_CERTAIN, _START + sum(evidence.bits for evidence in found)))
    evidence = sorted((item for item in found if abs(item.bits) > _LEAST_TELLING), key=lambda item: -abs(item.bits))
    return Weighed(1 / (1 + 2**-bits), tuple(evidence))


def are_neighbours(one: Description, other: Description) -> bool:
    """Whether two descriptions have service numbers of one intake that no slip of the hand explains: two people, one beside the other."""
    number = _digits("number", one.service_number, other.service_number, _NUMBER)
    return bool(number) and (_are_in_step(one, other) or _are_of_one_intake(number, one, other))


def _digits(fact: str, mine: str, yours: str, weights: dict[str, float]) -> list[Evidence]:
    """Returns the Evidence of two numbers typed by hand: the same, two digits swapped, one mistyped, another."""
    if not mine or not yours:
        return []
    if mine == yours:
        return [Evidence(f"{fact}_same", weights["same"])]
    kind = _slip(mine, yours)
    is_near = kind != "other" and mine[:-_AT_THE_END] == yours[:-_AT_THE_END]
    return [Evidence(f"{fact}_{kind}", weights["near" if is_near else kind])]


def _are_in_step(one: Description, other: Description) -> bool:
    """Whether numbers and phones are as far apart from each other: given out in one row, not mistyped."""
    if not one.mobile or not other.mobile:
        return False
    apart = abs(_value(one.service_number) - _value(other.service_number))
    return 0 < apart == abs(_value(one.mobile) - _value(other.mobile))


def _value(number: str) -> int:
    digits = number.lstrip("+")
    return int(digits) if digits.isdecimal() else 0


def _are_of_one_intake(number: list[Evidence], one: Description, other: Description) -> bool:
    """Whether two service numbers are of one series, and none is a slip of the other: two people of one intake have them."""
    is_other = any(item.code == "number_other" for item in number)
    return is_other and one.service_number[:-_SERIES] == other.service_number[:-_SERIES]


def _slip(mine: str, yours: str) -> str:
    """Returns what a slip of the hand made of a number: "swapped" (two neighbours), "one_digit", or "other" for none."""
    if len(mine) != len(yours):
        short, long = sorted((mine, yours), key=len)
        is_slip = len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
        return "one_digit" if is_slip else "other"
    apart = sum(map(ne, mine, yours))
    if apart == 1:
        return "one_digit"
    first = next(at for at, (digit, other) in enumerate(zip(mine, yours, strict=True)) if digit != other)
    is_swapped = apart == _NEIGHBOURS and mine[first : first + _NEIGHBOURS] == yours[first : first + _NEIGHBOURS][::-1]
    return "swapped" if is_swapped else "other"


def _name(one: Description, other: Description) -> list[Evidence]:
    both = [
        compare(mine, yours)
        for mine, yours in ((one.name_en, other.name_en), (one.name_bn, other.name_bn))
        if mine and yours
    ]
    if not both:
        across = [
            compare(mine, yours)
            for mine, yours in ((one.name_en, other.name_bn), (one.name_bn, other.name_en))
            if mine and yours
        ]
        if not across:
            return []
        both = across
    # Written in both scripts, the more alike is the better witness: one of them may be a slip.
    alike = max(both, key=lambda likeness: (likeness.share, likeness.shared_bits))
    bits = max(_NAME_OTHER, min(_NAME_MOST, _NAME_BASE + alike.shared_bits - _NAME_CONFLICT * alike.other_bits))
    if alike.share < _NAME_ALIKE or bits < 0:
        bits = bits if alike.shared_bits else _NAME_OTHER
        # A part that speaks for one person is no other name.
        return [Evidence("name_part" if bits > 0 else "name_other", bits)]
    kind = "same" if alike.share >= _NAME_SAME else "alike"
    return [Evidence(f"name_{kind}_across" if alike.across_scripts else f"name_{kind}", bits)]


def _others(one: Description, other: Description, *, is_of_one_intake: bool) -> Iterator[Evidence]:
    if one.email and other.email:
        yield _agreed("email", one.email == other.email, _EMAIL_SAME, _EMAIL_OTHER)
    if one.sex and other.sex:
        same = _BOTH_WOMEN if one.sex == "female" else _BOTH_MEN
        yield _agreed("sex", one.sex == other.sex, same, _SEX_OTHER)
    if one.unit and other.unit:
        yield _agreed("unit", one.unit == other.unit, _UNIT_SAME, _UNIT_OTHER)
    if one.district and other.district:
        is_unit_known = bool(one.unit and other.unit)
        same = _DISTRICT_AFTER_UNIT if is_unit_known and one.unit == other.unit else _DISTRICT_SAME
        yield _agreed("district", one.district == other.district, same, _DISTRICT_OTHER)
    if one.rank and other.rank:
        yield _agreed("rank", one.rank == other.rank, _RANK_SAME, _RANK_OTHER)
    if one.joined_on and other.joined_on:
        joined = _joined(one.joined_on, other.joined_on)
        # Everybody of an intake joined on its day.
        yield joined._replace(bits=min(joined.bits, _JOINED_OF_INTAKE)) if is_of_one_intake else joined


def _agreed(fact: str, is_same: bool, same: float, other: float) -> Evidence:
    return Evidence(f"{fact}_same", same) if is_same else Evidence(f"{fact}_other", other)


def _joined(mine: str, yours: str) -> Evidence:
    if mine == yours:
        return Evidence("joined_same", _JOINED_SAME)
    (year, month, day), (other_year, other_month, other_day) = mine.split("-"), yours.split("-")
    if year == other_year and (month, day) == (other_day, other_month):
        return Evidence("joined_swapped", _JOINED_SWAPPED)
    if sum((year != other_year, month != other_month, day != other_day)) == 1:
        return Evidence("joined_near", _JOINED_NEAR)
    return Evidence("joined_other", _JOINED_OTHER)
