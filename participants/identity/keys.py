"""Search keys: hashes that two descriptions of one person share, also with different spellings.

A key is a hash of one fact, or of two facts that are rare together. Descriptions without a common key are not compared.
"""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING

from participants.identity.finding_keys import mobile_key
from participants.identity.names import words_of
from participants.identity.sounds import skeleton

if TYPE_CHECKING:
    from participants.identity.weighing import Description

_WORDS = 4
_NUMBER_HALF = 5


def keys_of(person: "Description") -> set[int]:
    """Returns the set of search keys (64-bit integers) of a `weighing.Description`: about six."""
    found = set()
    of_mobile = mobile_key(person.mobile) if person.mobile else None
    if person.mobile and of_mobile is None:
        found.add(f"p {person.mobile}")
    if person.email:
        found.add(_email(person.email))
    if person.service_number:
        # One holds when two digits are swapped, the other when one of the first is mistyped.
        found.add(f"sd {''.join(sorted(person.service_number))}")
        found.add(f"sl {person.service_number[-_NUMBER_HALF:]}")
    for name in (person.name_en, person.name_bn):
        found.update(_of_name(name, person.unit))
    keys = {_hashed(key) for key in found}
    return keys if of_mobile is None else keys | {of_mobile}


def pair_keys(name: str) -> set[int]:
    """Returns the keys that names share in which two words of `name` sound the same: those of `keys_of` made of the name alone."""
    return {_hashed(key) for key in _of_name(name, "")}


def email_key(email: str) -> int:
    """Returns the search key of an e-mail address."""
    return _hashed(_email(email))


def keys_of_name(person: "Description") -> set[int]:
    """Returns the search keys that everybody of the names of a `weighing.Description` has, wherever posted."""
    return pair_keys(person.name_en) | pair_keys(person.name_bn)


def _email(email: str) -> str:
    return f"e {email}"


def _of_name(name: str, unit: str) -> Iterator[str]:
    if not name:
        return
    pairs, whole, rarest = _parts(name)
    yield from pairs
    if unit and rarest is not None:
        # Names that too many share are still found within a unit.
        yield f"nu {whole} {unit}"
        yield f"wu {rarest} {unit}"


@lru_cache(maxsize=65536)
def _parts(name: str) -> tuple[tuple[str, ...], str, str | None]:
    """Returns the keys of the pairs of words of a name, its two rarest words, and the rarest one; None for a name of initials."""
    words = [word for word in words_of(name) if not word.is_initials]
    # The rarest words of a long name find it as well as all of them.
    words = sorted(words, key=lambda word: -word.bits)[:_WORDS]
    bones = [skeleton(word.sound) for word in words]
    sounds = sorted(set(bones))
    pairs = list(combinations(sounds, 2)) or [(sound, "") for sound in sounds]
    named = tuple(f"n {one} {other}" for one, other in pairs)
    return named, " ".join(sorted(bones[:2])), bones[0] if bones else None


def _hashed(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
