"""Search keys: hashes that two descriptions of one person share, also with different spellings.

A key is a hash of one fact, or of two facts that are rare together. Descriptions without a common key are not compared.
"""

from collections.abc import Iterator
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
        found.add(f"e {person.email}")
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


def _of_name(name: str, unit: str) -> Iterator[str]:
    if not name:
        return
    words = [word for word in words_of(name) if not word.is_initials]
    # The rarest words of a long name find it as well as all of them.
    words = sorted(words, key=lambda word: -word.bits)[:_WORDS]
    sounds = sorted({skeleton(word.sound) for word in words})
    pairs = list(combinations(sounds, 2)) or [(sound, "") for sound in sounds]
    for one, other in pairs:
        yield f"n {one} {other}"
    if not words:
        return
    whole = " ".join(sorted(skeleton(word.sound) for word in words[:2]))
    rarest = skeleton(words[0].sound)
    if unit:
        # Names that too many share are still found within a unit.
        yield f"nu {whole} {unit}"
        yield f"wu {rarest} {unit}"


def _hashed(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
