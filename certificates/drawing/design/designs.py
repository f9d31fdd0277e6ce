"""The fixed part of a certificate: layout, wording, signatories, logos. Plain values."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Self

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from certificates.drawing.base.facts import WORDINGS, PrintedFacts, Wording, normalised
from certificates.drawing.base.palettes import OWN, PALETTES
from certificates.drawing.design.images import checked_image
from certificates.drawing.design.sheets import PAPERS, Sheet, sheet
from certificates.drawing.text import placeholders
from certificates.drawing.text.fitting import LABELS, plan

LAYOUTS = ("heritage", "modern", "plain")
MOST_SIGNATORIES = 4
MOST_LOGOS = 5


def _digest(image):
    return hashlib.sha256(image).hexdigest() if image else ""


@dataclass(frozen=True)
class SignatoryFacts:
    """Who signs: name, post and organisation in both scripts, and a signature image (PNG, JPEG or plain SVG bytes)."""

    name_bn: str
    name_en: str
    post_bn: str
    post_en: str
    organisation_bn: str = ""
    organisation_en: str = ""
    signature: bytes | None = field(default=None, repr=False)

    def __post_init__(self):
        for item in fields(self):
            if item.name != "signature":
                object.__setattr__(self, item.name, normalised(getattr(self, item.name)))
        if self.signature:
            checked_image(self.signature)

    def as_dict(self) -> dict[str, str]:
        """Returns the printed words as a dictionary; the image is left out."""
        words = asdict(replace(self, signature=None))
        del words["signature"]
        return words


@dataclass(frozen=True)
class Logo:
    """A partner: its names, and its logo as bytes. Without an image the names themselves are set as a small mark."""

    name_bn: str
    name_en: str
    image: bytes | None = field(default=None, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "name_bn", normalised(self.name_bn))
        object.__setattr__(self, "name_en", normalised(self.name_en))
        if self.image:
            checked_image(self.image)


@dataclass(frozen=True)
class Design:
    """Everything that is the same for every holder. `shows_rank` prints the rank line when the facts have one.

    paper: a key of sheets.PAPERS. palette: one of palettes.PALETTES, by default the layout's own. labels: which edition of the
    layout's own words is printed (slots.json, placeholders.py); a version that was used keeps its edition.
    """

    layout: str = "heritage"
    wordings: dict[str, Wording] = field(default_factory=lambda: dict(WORDINGS), hash=False)
    signatories: tuple[SignatoryFacts, ...] = ()
    logos: tuple[Logo, ...] = ()
    shows_rank: bool = True
    shows_hours: bool = True
    paper: str = "a4"
    palette: str = ""
    labels: int = LABELS

    def __post_init__(self):
        object.__setattr__(self, "signatories", tuple(self.signatories))
        object.__setattr__(self, "logos", tuple(self.logos))
        if self.layout not in LAYOUTS:
            raise Refused(_("There is no layout named “%(name)s”.") % {"name": self.layout})
        object.__setattr__(self, "palette", self.palette or OWN[self.layout])
        if self.palette not in PALETTES:
            raise Refused(_("There are no colours named “%(name)s”.") % {"name": self.palette})
        if self.paper not in PAPERS:
            raise Refused(_("There is no paper named “%(name)s”.") % {"name": self.paper})
        if len(self.signatories) > MOST_SIGNATORIES:
            raise Refused(
                _("A certificate has room for %(most)s signatories.")
                % {"most": number_text(MOST_SIGNATORIES, get_language())}
            )
        if len(self.logos) > MOST_LOGOS:
            raise Refused(
                _("A certificate has room for %(most)s logos.") % {"most": number_text(MOST_LOGOS, get_language())}
            )

    @property
    def plan(self) -> dict[str, Any]:
        """The places of its texts and its artwork (slots.json), as far as the design prints them."""
        return plan(self.layout, shows_hours=self.shows_hours, labels=self.labels)

    @property
    def sheet(self) -> Sheet:
        """The Sheet it is printed on."""
        return sheet(self.layout, self.paper)

    def wording(self, level: str) -> Wording:
        """Returns the Wording of a level, its placeholders not filled in.

        Raises Refused when the design has none, it lacks a script or names a placeholder that does not exist.
        """
        wording = self.wordings.get(level)
        if wording is None:
            raise Refused(_("This design has no wording for the level “%(level)s”.") % {"level": level})
        missing = [name for name, text in vars(wording).items() if not text.strip()]
        if missing:
            raise Refused(
                _("The wording of the level “%(level)s” is incomplete: %(missing)s.")
                % {"level": level, "missing": ", ".join(missing)}
            )
        for text in vars(wording).values():
            placeholders.check(text)
        return wording

    def words(self, facts: PrintedFacts) -> Wording:
        """Returns the Wording as it stands on the certificate of these PrintedFacts; raises Refused as `wording` does."""
        return placeholders.filled(self.wording(facts.level), vars(facts), facts.level, labels=self.labels)

    @cached_property
    def words_of_signatories(self) -> list[dict[str, str]]:
        """The printed words of its signatories, as dictionaries."""
        return [signatory.as_dict() for signatory in self.signatories]

    @cached_property
    def fingerprint(self) -> str:
        """Returns a hash (hexadecimal SHA-256) of everything in the design, images included."""
        content = {
            "layout": self.layout,
            "wordings": {level: asdict(wording) for level, wording in self.wordings.items()},
            "signatories": [{**one.as_dict(), "image": _digest(one.signature)} for one in self.signatories],
            "logos": [[logo.name_bn, logo.name_en, _digest(logo.image)] for logo in self.logos],
            **self._choices,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """Returns the design as a dictionary fit for JSON; images as base64."""

        def text(image):
            return base64.b64encode(image).decode() if image else None

        return {
            "layout": self.layout,
            "wordings": {level: asdict(wording) for level, wording in self.wordings.items()},
            "signatories": [{**one.as_dict(), "signature": text(one.signature)} for one in self.signatories],
            "logos": [{"name_bn": o.name_bn, "name_en": o.name_en, "image": text(o.image)} for o in self.logos],
            **self._choices,
        }

    @property
    def _choices(self):
        choices = {name: getattr(self, name) for name in ("shows_rank", "shows_hours", "paper", "palette")}
        # The first edition was stored without saying so, and its fingerprints hold.
        return choices if self.labels == 1 else choices | {"labels": self.labels}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """Reads back `as_dict`."""

        def image(text):
            return base64.b64decode(text) if text else None

        return cls(
            layout=stored["layout"],
            wordings={level: Wording(**words) for level, words in stored["wordings"].items()},
            signatories=tuple(
                SignatoryFacts(**one | {"signature": image(one["signature"])}) for one in stored["signatories"]
            ),
            logos=tuple(Logo(**one | {"image": image(one["image"])}) for one in stored["logos"]),
            **{name: stored[name] for name in ("shows_rank", "shows_hours", "paper", "palette")},
            labels=stored.get("labels", 1),
        )
