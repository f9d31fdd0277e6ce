"""What is printed on one certificate: plain values, no database. Their dictionary is the stored snapshot."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Protocol, Self

SNAPSHOT_VERSION = 1


@dataclass(frozen=True)
class Wording:
    """The words of one level, complete sentences in each script; they may name placeholders (placeholders.py)."""

    title_bn: str
    title_en: str
    statement_bn: str
    statement_en: str


WORDINGS = {
    "completion": Wording(
        "প্রশিক্ষণ সমাপনী সনদ",
        "Certificate of Completion",
        "নিম্নোক্ত প্রশিক্ষণ সফলভাবে সম্পন্ন করেছেন",
        "has successfully completed the training",
    ),
    "tot": Wording(
        "প্রশিক্ষক প্রশিক্ষণ সনদ",
        "Training of Trainers Graduate",
        "নিম্নোক্ত প্রশিক্ষক প্রশিক্ষণ সফলভাবে সম্পন্ন করেছেন",
        "has graduated as a trainer from",
    ),
    "participation": Wording(
        "অংশগ্রহণ সনদ",
        "Certificate of Participation",
        "নিম্নোক্ত প্রশিক্ষণে অংশগ্রহণ করেছেন",
        "took part in the training",
    ),
    "trainer": Wording(
        "প্রশিক্ষক সনদ",
        "Trainer’s Certificate",
        "নিম্নোক্ত প্রশিক্ষণে প্রশিক্ষক হিসেবে দায়িত্ব পালন করেছেন",
        "has served as a trainer of the training",
    ),
    "distinction": Wording(
        "বিশেষ কৃতিত্ব সনদ",
        "Certificate of Distinction",
        "নিম্নোক্ত প্রশিক্ষণ বিশেষ কৃতিত্বের সঙ্গে সম্পন্ন করেছেন",
        "has completed with distinction the training",
    ),
}


@lru_cache(maxsize=2_000)
def normalised(text: str | None) -> str:
    """Returns the text in normal form (NFC) with single spaces: what is stored is what is drawn."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


@dataclass(frozen=True)
class PrintedFacts:
    """One holder's certificate. Dates, hours and digits are already written out in their script.

    `verify_url` is what the QR code holds, `verify_address` the host and path printed in words beside it.
    `rank_*` may be empty; one of the two names may be empty, not both. `level` is a key of the design's wordings.
    `starts_*` and `ends_*` are the first and the last day alone, for wordings that name them.
    """

    serial: str
    code: str
    verify_url: str
    verify_address: str
    name_bn: str
    name_en: str
    course_bn: str
    course_en: str
    dates_bn: str
    dates_en: str
    place_bn: str
    place_en: str
    hours_bn: str
    hours_en: str
    level: str
    rank_bn: str = ""
    rank_en: str = ""
    starts_bn: str = ""
    starts_en: str = ""
    ends_bn: str = ""
    ends_en: str = ""

    def __post_init__(self):
        for name, text in list(vars(self).items()):
            if (normal := normalised(text)) is not text:
                object.__setattr__(self, name, normal)

    def with_verify_url(self, verify_url: str) -> Self:
        """Returns the same facts with another address in the QR code."""
        # As `dataclasses.replace` does, but only this text is brought into normal form: the others are.
        other = object.__new__(type(self))
        other.__dict__.update(vars(self), verify_url=normalised(verify_url))
        return other

    @property
    def title(self) -> str:
        """The title of the document, as viewers show it."""
        return f"{self.serial} · {self.name_en or self.name_bn}"

    def as_dict(self) -> dict[str, str]:
        """Returns the facts as a dictionary of strings, fit for JSON."""
        return dict(vars(self))

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Reads back `as_dict` or `snapshot`; keys of other versions are ignored, a missing fact raises KeyError."""
        return cls(
            **{one.name: stored.get(one.name, "") if one.default == "" else stored[one.name] for one in fields(cls)}
        )


class PrintedDesign(Protocol):
    """The parts of a design (design/designs.py) that `snapshot` reads."""

    @property
    def words_of_signatories(self) -> list[dict[str, str]]: ...

    @property
    def logos(self) -> tuple[Any, ...]: ...

    @property
    def fingerprint(self) -> str: ...

    def words(self, facts: PrintedFacts) -> Wording: ...


def snapshot(facts: PrintedFacts, design: PrintedDesign) -> dict[str, Any]:
    """Returns everything that is printed, as a JSON dictionary: the facts, the wording (filled in), signatories, partners.

    Images stay out; `design` names the exact design (its fingerprint) that was drawn.
    """
    # The first and the last day alone are printed only where the wording names them, and the wording is here as printed.
    printed = {name: text for name, text in facts.as_dict().items() if not name.startswith(("starts_", "ends_"))}
    return {
        **printed,
        "version": SNAPSHOT_VERSION,
        "wording": dict(vars(design.words(facts))),
        "signatories": [dict(words) for words in design.words_of_signatories],
        "partners": [{"name_bn": logo.name_bn, "name_en": logo.name_en} for logo in design.logos],
        "design": design.fingerprint,
    }
