"""Whether two rows, or a row and a record, name one person."""

from collections.abc import Mapping
from typing import Any

from participants.identity.names import Likeness, compare
from participants.roster.base.fields import NAME_FIELDS

# Names less alike than this belong to two people; across scripts the comparison is coarser.
_SAME_SCRIPT, _TWO_SCRIPTS = 0.5, 0.4
# From here on, two names are spellings of one; or one lacks a word, and the words in common are rare enough (bits).
_ONE_NAME, _RARE_TOGETHER = 0.93, 10.0


def name_of(values: Mapping[str, Any]) -> str:
    """Returns the name in values, English or Bangla; "" where there is none."""
    return values.get("name_en") or values.get("name_bn") or ""


def likenesses(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[Likeness]:
    """Returns the `Likeness` of each script that both values have a name in; else that of the two scripts; [] without names."""
    both = [(one[field], other[field]) for field in NAME_FIELDS if one.get(field) and other.get(field)]
    names = name_of(one), name_of(other)
    return [compare(*pair) for pair in both or ([names] if all(names) else [])]


def is_one_name_or_unknown(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the names in two values may be those of one person, also where one of them has none."""
    found = likenesses(one, other)
    return not found or any(_is_alike(likeness) for likeness in found)


def is_same_name(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two values have one name: spelled in two ways, in two scripts, or with a word less."""
    return any(
        likeness.share >= _ONE_NAME or (not likeness.other_bits and likeness.shared_bits >= _RARE_TOGETHER)
        for likeness in likenesses(one, other)
    )


def _is_alike(likeness: Likeness) -> bool:
    return likeness.share >= (_TWO_SCRIPTS if likeness.across_scripts else _SAME_SCRIPT)
