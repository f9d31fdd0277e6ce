"""Search keys: hashes that two descriptions of one person share, also with different spellings.

A key is a hash of one fact, or of two facts that are rare together. Descriptions without a common key are not compared.
"""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING

from participants.identity.names import words_of
from participants.identity.sounds import skeleton

if TYPE_CHECKING:
    from participants.identity.weighing import Description

_WORDS = 4
_NUMBER_HALF = 5


def keys_of(person: "Description") -> set[int]:
    """Returns the set of search keys (64-bit integers) of a `weighing.Description`: about six."""
    found = set()
    if person.mobile:
        found.add(f"p {person.mobile}")
    if person.email:
        found.add(_email(person.email))
    if person.service_number:
        # One holds when two digits are swapped, the other when one of the first is mistyped.
        found.add(f"sd {''.join(sorted(person.service_number))}")
        found.add(f"sl {person.service_number[-_NUMBER_HALF:]}")
    for name in (person.name_en, person.name_bn):
        found.update(_of_name(name, person))
    return {_hashed(key) for key in found}


def email_key(email: str) -> int:
    """Returns the search key of an e-mail address."""
    return _hashed(_email(email))


def keys_of_name(person: "Description") -> set[int]:
    """Returns the search keys that everybody of the names of a `weighing.Description` has, wherever posted."""
    apart = person._replace(unit="")
    return {_hashed(key) for name in (person.name_en, person.name_bn) for key in _of_name(name, apart)}


def _email(email: str) -> str:
    return f"e {email}"


def _of_name(name: str, person: "Description") -> Iterator[str]:
    if not name:
        return
    pairs, whole, rarest = _parts(name)
    yield from pairs
    if person.unit and rarest is not None:
        # Names that too many share are still found within a unit.
        yield f"nu {whole} {person.unit}"
        yield f"wu {rarest} {person.unit}"


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
