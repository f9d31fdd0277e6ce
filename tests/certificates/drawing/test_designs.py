"""Designs: what may be in one, and when two are the same."""

import io
import json
from dataclasses import replace

import pytest
from PIL import Image

from accounts.refusal import Refused
from certificates.drawing import WORDINGS, Design, Logo, Wording
from tests.certificates.drawing.samples import HERITAGE, PARTNERS, SIGNATORIES, TYPICAL


def png(colour="black"):
    content = io.BytesIO()
    Image.new("RGBA", (60, 28), colour).save(content, "PNG")
    return content.getvalue()


def test_a_design_survives_being_stored():
    signed = replace(SIGNATORIES[0], signature=png())
    design = replace(HERITAGE, signatories=(signed,), logos=(Logo("ক", "A", png("red")),))
    assert Design.from_dict(json.loads(json.dumps(design.as_dict()))) == design


def test_the_fingerprint_changes_with_everything_that_is_printed():
    signed = tuple(replace(one, signature=png()) for one in SIGNATORIES[:3])
    variants = [
        HERITAGE,
        replace(HERITAGE, layout="modern"),
        replace(HERITAGE, shows_rank=False),
        replace(HERITAGE, logos=PARTNERS[:2]),
        replace(HERITAGE, signatories=signed),
        replace(HERITAGE, signatories=tuple(replace(one, signature=png("blue")) for one in signed)),
        replace(HERITAGE, wordings={"tot": WORDINGS["completion"]}),
    ]
    assert len({design.fingerprint for design in variants}) == len(variants)
    assert replace(HERITAGE).fingerprint == HERITAGE.fingerprint


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"layout": "baroque"}, "There is no layout named “baroque”."),
        ({"signatories": SIGNATORIES + SIGNATORIES[:1]}, "A certificate has room for 4 signatories."),
        ({"logos": PARTNERS * 2}, "A certificate has room for 5 logos."),
    ],
)
def test_what_has_no_room_is_refused(change, sentence):
    with pytest.raises(Refused, match=sentence):
        replace(HERITAGE, **change)


def test_a_level_without_wording_is_refused():
    with pytest.raises(Refused, match="no wording for the level “master”"):
        HERITAGE.wording("master")


def test_a_design_without_its_bangla_wording_is_refused():
    design = replace(HERITAGE, wordings={"tot": Wording("", "Graduate", " ", "has graduated")})
    with pytest.raises(Refused, match="incomplete: title_bn, statement_bn"):
        design.wording("tot")


def test_a_used_version_keeps_the_words_of_its_layout():
    stored = HERITAGE.as_dict()
    del stored["labels"]  # as stored before there were editions
    first = Design.from_dict(stored)
    assert (first.labels, "labels" in first.as_dict()) == (1, False)
    assert first.fingerprint != HERITAGE.fingerprint
    assert Design.from_dict(HERITAGE.as_dict()).labels == HERITAGE.labels == 2
    assert first.plan["fixed"]["label_hours"]["texts"][0] == "সময়কাল"
    assert HERITAGE.plan["fixed"]["label_hours"]["texts"][0] == "মেয়াদ"
    named = Wording("{level}", "{level}", "দিয়েছেন", "gave")
    facts = replace(TYPICAL, level="distinction")
    titles = [replace(one, wordings={"distinction": named}).words(facts).title_bn for one in (first, HERITAGE)]
    assert titles == ["কৃতিত্ব", "বিশেষ কৃতিত্ব"]
