"""Every e-mail is made at one place, and what leaves it is what mail servers and their checks expect."""

import re
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage

from accounts.ops.letters import Letter
from accounts.ops.smtp import automatic_headers

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2026, 3, 1, 9, 30, tzinfo=ZoneInfo("Asia/Dhaka"))
APPS = ("accounts", "jobs", "programmes", "participants", "trainings", "certificates", "reports", "demo")
SUBJECTS = [
    "Short",
    "পাসওয়ার্ড নতুন করে ঠিক করুন",
    "ক" * 200,
    "Shetu · সেতুতে আমন্ত্রণ" * 8,
    "A plain subject that is rather long " * 5,
]


def letter(subject="Hello", body="Text\n", **more):
    return Letter(subject, body, "সেতু কর্মসূচি — Shetu programme <shetu@example.org>", ["reader@example.org"], **more)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_encoded_word_and_no_line_is_too_long_and_the_subject_comes_back(subject):
    message = letter(subject, headers=automatic_headers("x" * 70, AT)).message()
    raw = message.as_bytes()
    assert max(map(len, re.findall(rb"=\?[^?]+\?[bqBQ]\?[^?]*\?=", raw))) <= 75
    assert max(map(len, raw.partition(b"\n\n")[0].split(b"\n"))) <= 78
    read = message_from_bytes(raw)
    assert str(make_header(decode_header(read["Subject"]))) == subject.strip() or subject.isascii()
    assert "সেতু কর্মসূচি" in str(make_header(decode_header(read["From"])))
    assert "shetu@example.org" in read["From"]


def test_the_line_above_a_signature_has_its_blank():
    lines = letter(body="Text -- and more\n\n--\nShetu\n").message().get_payload().splitlines()
    assert lines == ["Text -- and more", "", "-- ", "Shetu"]


def test_date_and_message_id_are_those_given_or_made_with_our_own_host():
    given = letter(headers=automatic_headers("a" * 65, AT)).message()
    assert parsedate_to_datetime(given["Date"]) == AT
    before, _at, host = given["Message-ID"].strip("<>").partition("@")
    assert (len(before) <= 64, host) == (True, "testserver")
    made = letter().message()
    assert made["Message-ID"].endswith("@testserver>")
    assert made["Auto-Submitted"] == "auto-generated"


def test_a_letter_of_text_and_html_has_both_and_is_the_same_each_time():
    made = letter(headers=automatic_headers("one", AT))
    made.attach_alternative('<html lang="bn"><p>সূচনা</p></html>', "text/html")
    message = made.message()
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]
    assert message.as_bytes() == made.message().as_bytes()


def test_a_line_longer_than_mail_servers_take_is_wrapped_in_its_transfer():
    raw = letter(body="ক" * 2000).message().as_bytes()
    assert max(map(len, raw.split(b"\n"))) <= 998


def test_what_a_library_made_becomes_one_of_ours():
    made = Letter.like(EmailMessage("S", "B\n--\nus", "a@example.org", ["b@example.org"]))
    assert (made.subject, made.body, made.to) == ("S", "B\n-- \nus", ["b@example.org"])


def test_no_part_makes_an_e_mail_of_another_kind():
    makers = re.compile(r"\b(?:EmailMessage|EmailMultiAlternatives|send_mail|send_mass_mail|mail_admins)\(")
    found = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if makers.search(path.read_text(encoding="utf-8")) and path.name != "letters.py"
    ]
    assert found == []
