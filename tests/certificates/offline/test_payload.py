"""The signed payload of the square code, read by the script that people's phones run."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from certificates.offline import body_of, digits_of, room_for, signed_digits
from certificates.offline.payload import DOMAIN, SIGNATURE
from tests.certificates.offline.payloads import (
    ADDRESS,
    CODE,
    CONTENT,
    ROOM,
    checked,
    key_of,
    p256_signer,
    text_of,
    verdicts,
)
from tests.certificates.signing.making import self_signed

OTHER_CODE = CODE[::-1]


@pytest.fixture(scope="module")
def signer():
    return p256_signer()


def said(answer):
    """The content of an answer as the facts that were given."""
    content = dict(answer["content"])
    days = {day: date.fromisoformat(content[day][:10]) for day in ("starts_on", "ends_on")}
    return {**content, **days}


def test_a_payload_is_read_and_found_genuine(signer):
    [answer] = checked(text_of(signer), keys=[key_of(signer)])
    assert (answer["verdict"], answer["code"]) == ("genuine", CODE)
    assert said(answer) == {**CONTENT._asdict(), "shortened": []}


@pytest.mark.parametrize(
    "content",
    [
        CONTENT._replace(name_bn=""),
        CONTENT._replace(name_en=""),
        CONTENT._replace(name_en="<b>Řehoř</b> 😀 ÅÉ", name_bn="র‍্যাব ক্ষ ঙ্গ ষ্ট্র"),
        CONTENT._replace(starts_on=date(2000, 1, 1), ends_on=date(2179, 6, 6)),
        CONTENT._replace(level="another level", serial="Ω-1"),
    ],
    ids=["English alone", "Bangla alone", "rare letters", "far days", "other level"],
)
def test_every_text_comes_back_letter_for_letter(signer, content):
    [answer] = checked(text_of(signer, content), keys=[key_of(signer)])
    assert said(answer) == {**content._asdict(), "shortened": []}


CHANGES = {
    "starts_on": date(2025, 6, 16),
    "ends_on": date(2025, 6, 20),
    "serial": "SHETU-2025-00043",
    "level": "participation",
    "name_en": "Lakshmi Tanchangyo",
    "name_bn": "লক্ষ্মী তঞ্চঙ্গ্য",
    "course_en": "Training of Trainers on Community and Beat Policings",
    "course_bn": "কমিউনিটি ও বিট পুলিশিং বিষয়ক প্রশিক্ষণ",
}


def forged(signer, **changed):
    """The signature of one content under the body of another."""
    key_id = bytes.fromhex(signer.fingerprint)[:8]
    signature = signer.raw_signature(DOMAIN + CODE.encode() + body_of(CONTENT, key_id, 200))
    return ADDRESS + digits_of(body_of(CONTENT._replace(**changed), key_id, 200) + signature)


def test_each_changed_fact_is_refused(signer):
    assert set(CHANGES) == set(CONTENT._fields)
    texts = [forged(signer, **{fact: value}) for fact, value in CHANGES.items()]
    assert verdicts(forged(signer), *texts, keys=[key_of(signer)]) == ["genuine"] + ["changed"] * len(texts)


def test_each_changed_byte_is_refused(signer):
    content = body_of(CONTENT, bytes.fromhex(signer.fingerprint)[:8], 200)
    content += signer.raw_signature(DOMAIN + CODE.encode() + content)
    flipped = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in range(len(content))]
    answers = verdicts(*(ADDRESS + digits_of(one) for one in flipped), keys=[key_of(signer)])
    assert answers == ["newer"] + ["unknown_key"] * 8 + ["changed"] * (len(content) - 9)


def test_the_payload_of_one_certificate_does_not_fit_the_code_of_another(signer):
    assert verdicts(text_of(signer).replace(CODE, OTHER_CODE), keys=[key_of(signer)]) == ["changed"]


def test_a_key_of_their_own_making_is_not_on_the_list(signer):
    forger = p256_signer()
    assert verdicts(text_of(forger), keys=[key_of(signer)]) == ["unknown_key"]
    # Not even when it claims to be ours.
    claimed = {**key_of(forger), "kid": key_of(signer)["kid"]}
    assert verdicts(text_of(signer), keys=[claimed]) == ["changed"]


def test_a_rotated_key_still_proves_what_it_signed(signer):
    newer = p256_signer()
    keys = [key_of(newer), key_of(signer)]
    assert verdicts(text_of(signer), text_of(newer), keys=keys) == ["genuine", "genuine"]


def test_what_is_cut_off_or_typed_wrong_is_said_to_be_incomplete(signer):
    text = text_of(signer)
    cut = [text[:-1], text[:-2], text[:-30], text[: len(ADDRESS) + 20], text + "7", text[:-1] + "x", ADDRESS + "hello"]
    answers = verdicts(*cut, keys=[key_of(signer)])
    # A loss of whole bytes leaves something that can be read, whose signature is wrong.
    assert set(answers) <= {"incomplete", "changed"}
    assert (answers[0], answers[3], answers[4], answers[5]) == ("incomplete",) * 4
    assert "genuine" not in answers


def test_an_address_alone_and_a_stranger_text_are_told_apart(signer):
    texts = [ADDRESS.rstrip("#"), ADDRESS, "https://example.org/", "", "K7QM 4X2P"]
    expected = ["address_alone", "address_alone", "no_address", "no_address", "nearly"]
    assert verdicts(*texts, keys=[key_of(signer)]) == expected


def test_a_text_is_read_as_phones_copy_it(signer):
    text = text_of(signer)
    copied = [f"  {text}\n", f"\u200e{text}", text.replace("https://shetu.example", "http://192.168.1.7:8000")]
    assert verdicts(*copied, keys=[key_of(signer)]) == ["genuine"] * 3


def test_a_text_that_was_broken_into_lines_on_its_way_is_genuine(signer):
    text = text_of(signer)
    lines = [text[at : at + 76] for at in range(0, len(text), 76)]
    broken = [
        *(mark.join(lines) for mark in ("\n", "\r\n", "\n> ", " ", "\u2028", "=\n", "\u00ad", "\u200b")),
        f"See {text[:40]}\n{text[40:]}\nThank you, 2026",
        text.replace("https://", "http s://").replace("/verify/", "/ver\nify/"),
        text.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")),
        f"https://eur01.safelinks.protection.outlook.com/?url={quote(text, safe='')}&data=05",
    ]
    assert verdicts(*broken, keys=[key_of(signer)]) == ["genuine"] * len(broken)
    assert verdicts("\n".join(lines).replace(text[-40:], text[-40:][::-1]), keys=[key_of(signer)]) != ["genuine"]


def test_a_typed_code_and_what_is_nearly_one_are_told_apart_off_line_too(signer):
    texts = [
        f"Code: {CODE}.",
        CODE[:-1],
        "SHETU-2025-00042",
        f"{CODE} {OTHER_CODE}",
        f"{text_of(signer)} {text_of(signer, code=OTHER_CODE)}",
    ]
    answers = checked(*texts, keys=[key_of(signer)])
    said = [(one["verdict"], one.get("typed", {}).get("problem")) for one in answers]
    assert said == [
        ("code_alone", None),
        ("nearly", "short"),
        ("nearly", "serial"),
        ("nearly", "several"),
        ("nearly", "several"),
    ]


def test_long_texts_are_shortened_between_words_names_last(signer):
    long = CONTENT._replace(course_en="Xylophone " * 20 + "end", course_bn="ঘোড়া " * 30)
    digits = signed_digits(long, code=CODE, signer=signer, room=ROOM)
    assert len(digits) <= ROOM
    content = checked(ADDRESS + digits, keys=[key_of(signer)])[0]["content"]
    assert content["shortened"] == ["course_en", "course_bn"]
    assert (content["name_en"], content["name_bn"]) == (long.name_en, long.name_bn)
    assert re.fullmatch(r"(Xylophone )+Xylophone", content["course_en"])


@pytest.mark.parametrize("room", range(0, 560, 9))
def test_it_never_takes_more_room_than_there_is(signer, room):
    digits = signed_digits(CONTENT, code=CODE, signer=signer, room=room)
    assert len(digits) <= room
    assert bool(digits) == (room > 220)


def test_the_number_of_digits_tells_the_number_of_bytes():
    assert [room_for(len(digits_of(bytes(count)))) + SIGNATURE for count in range(1, 400)] == list(range(1, 400))


@pytest.mark.parametrize(
    "key",
    [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())],
    ids=["RSA", "P-384"],
)
def test_a_key_whose_signature_is_too_large_for_paper_signs_none(key):
    assert signed_digits(CONTENT, code=CODE, signer=self_signed(key), room=ROOM) == ""


def test_a_day_that_cannot_be_written_leaves_the_address_alone(signer):
    assert signed_digits(CONTENT._replace(starts_on=date(1999, 12, 31)), code=CODE, signer=signer, room=ROOM) == ""


def test_a_signature_for_the_code_is_none_for_a_pdf_or_a_badge(signer):
    # The first bytes that are signed: a payload's words, the DER of a set, base64url of '{"'.
    assert DOMAIN[:1] not in (b"\x31", b"e")
    assert signer._form.to_sign(bytes(32))[:1] == b"\x31"
