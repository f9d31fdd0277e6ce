"""Search keys: hashes that two descriptions of one person share, also with different spellings.

A key is a hash of one fact, or of two facts that are rare together. Descriptions without a common key are not compared.
"""

from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING

from participants.identity.finding_keys import mobile_key
from participants.identity.names import words_of
from participants.identity.sounds import skeleton

if TYPE_CHECKING:
    from participants.identity.names import Word
    from participants.identity.weighing import Description

_WORDS = 4
_NUMBER_HALF = 5


def keys_of(person: "Description") -> set[int]:
    """Returns the set of search keys (64-bit integers) of a `weighing.Description`: about six."""
    found, keys = set(), set()
    if person.mobile:
        of_mobile = mobile_key(person.mobile)
        if of_mobile is None:
            found.add(f"p {person.mobile}")
        else:
            keys.add(of_mobile)
    if person.email:
        found.add(_email(person.email))
    if person.service_number:
        # One holds when two digits are swapped, the other when one of the first is mistyped.
        found.add(f"sd {''.join(sorted(person.service_number))}")
        found.add(f"sl {person.service_number[-_NUMBER_HALF:]}")
    for name in (person.name_en, person.name_bn):
        if name and (bones := _bones(name)):
            pairs, whole = _of_bones(bones)
            keys |= pairs
            if person.unit:
                # Names that too many share are still found within a unit.
                found.add(f"nu {whole} {person.unit}")
                found.add(f"wu {bones[0]} {person.unit}")
    keys.update(map(_hashed, found))
    return keys


def pair_keys(name: str) -> set[int]:
    """Returns the keys that names share in which two words of `name` sound the same: those of `keys_of` made of the name alone."""
    return set(_of_bones(bones)[0]) if (bones := _bones(name)) else set()


def email_key(email: str) -> int:
    """Returns the search key of an e-mail address."""
    return _hashed(_email(email))


def keys_of_name(person: "Description") -> set[int]:
    """Returns the search keys that everybody of the names of a `weighing.Description` has, wherever posted."""
    return pair_keys(person.name_en) | pair_keys(person.name_bn)


def _email(email: str) -> str:
    return f"e {email}"


@lru_cache(maxsize=65536)
def _bones(name: str) -> tuple[str, ...]:
    """Returns the consonants of the words of a name, the rarest word first; nothing for a name of initials."""
    words = [word for word in words_of(name) if not word.is_initials]
    # The rarest words of a long name find it as well as all of them.
    words.sort(key=_commonness)
    return tuple([skeleton(word.sound) for word in words[:_WORDS]])


def _commonness(word: "Word") -> float:
    return -word.bits


@lru_cache(maxsize=65536)
def _of_bones(bones: tuple[str, ...]) -> tuple[frozenset[int], str]:
    """Returns the keys of the pairs of words of a name, and its two rarest words. Most names have the same in both scripts."""
    sounds = sorted(set(bones))
    pairs = list(combinations(sounds, 2)) or [(sound, "") for sound in sounds]
    return frozenset(_pair_key(one, other) for one, other in pairs), " ".join(sorted(bones[:2]))


@lru_cache(maxsize=65536)
def _pair_key(one: str, other: str) -> int:
    return _hashed(f"n {one} {other}")


def _hashed(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
