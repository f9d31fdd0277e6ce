"""What a stranger sees who checks a certificate."""

import logging
import re

import pytest
from django.urls import reverse

from accounts.access.miss_throttle import MissThrottle
from accounts.models import AuditEntry
from certificates.drawing import grouped, new_code
from certificates.issuing import records
from certificates.verification import throttle
from tests.certificates.superseding import supersede

pytestmark = pytest.mark.django_db


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def address_of(certificate):
    return f"/verify/{certificate.code}/"


def test_the_address_in_the_qr_code_is_the_address_of_the_answer(certificate, settings):
    address, payload = certificate.facts["verify_url"].split("#")
    assert address == settings.SITE_URL + address_of(certificate)
    # What browsers send nowhere: the facts, signed, for a check without a network.
    assert payload.isdigit()
    assert reverse("certificates:verify_code", args=[certificate.code]) == address_of(certificate)


@pytest.mark.parametrize("language", ["en", "bn"])
def test_every_printed_fact_is_shown_in_both_scripts(client, certificate, language):
    answer = client.get(address_of(certificate), HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200
    text = text_of(answer)
    facts = certificate.facts
    printed = [facts[key] for key in facts if key.endswith(("_en", "_bn"))]
    printed += [*facts["wording"].values(), facts["serial"], grouped(facts["code"])]
    printed += [one[key] for one in facts["signatories"] for key in ("post_en", "post_bn", "organisation_en")]
    assert [fact for fact in printed if fact not in text] == []


def test_a_valid_one_says_so(client, certificate):
    text = text_of(client.get(address_of(certificate)))
    assert "This certificate is valid" in text
    assert "Compare every line with the paper" in text


def test_a_revoked_one_says_why_and_since_when(client, certificate, coordinator):
    records.revoke(certificate, by=coordinator, reason="Issued in error.", reason_bn="ভুলক্রমে দেওয়া হয়েছিল।")
    text = text_of(client.get(address_of(certificate)))
    assert "This certificate was revoked" in text
    assert "Why: Issued in error." in text
    assert "Do not accept it." in text
    assert "is valid" not in text
    assert "ভুলক্রমে দেওয়া হয়েছিল।" in text_of(client.get(address_of(certificate), HTTP_ACCEPT_LANGUAGE="bn"))


def test_a_reason_in_one_language_is_better_than_none(client, certificate, coordinator):
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    assert "Issued in error." in text_of(client.get(address_of(certificate), HTTP_ACCEPT_LANGUAGE="bn"))


def test_a_superseded_one_tells_where_to_look_but_not_the_new_code(client, certificate, coordinator):
    new = supersede(certificate, by=coordinator, reason="The spelling was corrected.")
    answer = client.get(address_of(certificate))
    text = text_of(answer)
    assert "This certificate has been replaced" in text
    assert "Ask the holder for the new certificate" in text
    assert new.code not in answer.content.decode()
    assert new.serial not in text


def test_it_shows_what_was_printed_not_what_is_on_record_today(client, certificate, officer):
    officer.name_en = "Somebody Else"
    officer.save()
    text = text_of(client.get(address_of(certificate)))
    assert "Sabina Yasmin" in text
    assert "Somebody Else" not in text


def test_nothing_else_about_the_officer_is_shown(client, certificate, officer):
    page = client.get(address_of(certificate)).content.decode()
    assert not any(secret in page for secret in (officer.service_number, officer.mobile, officer.user.full_name))


def test_the_code_is_read_as_people_type_it(client, certificate):
    code = certificate.code
    bangla = code.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    alike = code.lower().replace("0", "o").replace("1", "l")
    pasted = f"http://testserver/verify/{code}/?language=bn"
    for typed in (code, f"  {grouped(code).lower()} ", "-".join(grouped(code).split()), alike, bangla, pasted):
        answer = client.get("/verify/", {"code": typed})
        assert (answer.status_code, answer.headers["Location"]) == (302, address_of(certificate))


def test_a_chosen_language_goes_along(client, certificate):
    answer = client.get("/verify/", {"code": certificate.code, "language": "bn"})
    assert answer.headers["Location"] == f"{address_of(certificate)}?language=bn"
    page = client.get(answer.headers["Location"])
    assert 'lang="bn"' in page.content.decode().split("<head>")[0]
    assert f'href="{address_of(certificate)}?language=en"' in page.content.decode()
    assert client.get("/verify/?language=xx").status_code == 200


def test_every_miss_gets_the_same_answer(client, certificate):
    almost = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "2")
    misses = [new_code(), almost, grouped(new_code()).lower()]
    by_form = [client.get("/verify/", {"code": miss}) for miss in misses]
    by_address = [client.get(reverse("certificates:verify_code", args=[miss])) for miss in misses]
    for answers in (by_form, by_address):
        assert {answer.status_code for answer in answers} == {404}
        # Byte for byte, but for what was typed and the address of the other language, which holds it too.
        echo = rb'value="[^"]*"|href="[^"]*language=[^"]*"'
        assert len({re.sub(echo, b"", answer.content) for answer in answers}) == 1
        varying = {"X-Request-ID", "Content-Length", "Expires"}  # the last is the time of the answer
        assert len({str({**answer.headers} | dict.fromkeys(varying)) for answer in answers}) == 1


def test_every_miss_costs_the_same_work(client, certificate, django_assert_num_queries):
    for miss in (new_code(), certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "2")):
        with django_assert_num_queries(1):
            client.get("/verify/", {"code": miss})


NEARLY = [
    ("K7QM4X2P9RTD6WHV3NBC8YEGF", "25 of 26 letters and digits"),
    ("K7QM4X2P9RTD6WHV3NBC8YEGFAA", "27 letters and digits; a code has 26"),
    ("K7QM4X2P9RTD6WHV3NBC8YEGFU", "No code has “U” in it"),
    ("SHETU-2026-00042", "This is the serial number. The code stands beside the square code"),
    ("K7QM4X2P9RTD6WHV3NBC8YEGFA 0110123456789ABCDEFGHJKMNP", "There are different codes in this text"),
    ("Is my certificate valid?", "There is no code in this text"),
    ("é" * 50, "There is no code in this text"),
    ("a" * 3000, "There is no code in this text"),
]


@pytest.mark.parametrize(("typed", "said"), NEARLY)
def test_what_cannot_be_a_code_is_told_what_is_wrong_and_neither_looked_up_nor_counted(
    client, certificate, typed, said, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(throttle, "THROTTLE", MissThrottle("verify", per_address=1))
    for path, status in (("/verify/", 422), (reverse("certificates:verify_code", args=[typed]), 404)):
        for _time in range(2):
            with django_assert_num_queries(0):
                answer = client.get(path, {"code": typed} if status == 422 else {})
            assert answer.status_code == status
            text = text_of(answer)
            assert said in text
            assert not any(
                suspicion in text for suspicion in ("may not come from this programme", "We know no certificate")
            )
    assert client.get(address_of(certificate)).status_code == 200


def test_a_near_miss_says_the_same_whether_it_is_near_a_certificate_or_not(client, certificate):
    answers = [text_of(client.get("/verify/", {"code": one[:-1]})) for one in (certificate.code, new_code())]
    assert answers[0] == answers[1]


def test_a_near_miss_is_told_in_bangla_with_bangla_digits(client):
    answer = client.get("/verify/", {"code": "K7QM4X2P9RTD6WHV3NBC8YEGF", "language": "bn"})
    assert "২৫" in text_of(answer)


def test_the_code_is_found_in_whatever_was_pasted(client, certificate):
    code = certificate.code
    for typed in (
        f"কোড: {grouped(code)}।",
        f"Code: ({code}).",
        f"http://testserver/verify/?code={code}",
        f"Dear all,\n{code}\nThanks",
    ):
        assert client.get("/verify/", {"code": typed}).headers["Location"] == address_of(certificate)
    assert client.get(reverse("certificates:verify_code", args=[f"({grouped(code)})"])).status_code == 200


def test_an_empty_field_asks_for_the_code(client):
    answer = client.get("/verify/", {"code": " "})
    assert answer.status_code == 200
    assert "Type the code that is printed beside the square code." in answer.content.decode()


@pytest.mark.parametrize("state", ["form", "valid", "missing"])
def test_the_answer_goes_to_no_cache_no_index_and_no_other_site(client, certificate, state):
    path = {"form": "/verify/", "valid": address_of(certificate), "missing": "/verify/nothing/"}[state]
    headers = client.get(path).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "no-store" in headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in client.get(path).content.decode()


def test_neither_the_code_nor_the_visitor_is_written_down(client, certificate, caplog):
    caplog.set_level(logging.DEBUG)
    entries = AuditEntry.objects.count()
    for path in (
        address_of(certificate),
        "/verify/K7QM4X2P9RTD6WHV3NBC8YEGFA/",
        "/verify/?code=K7QM4X2P",
        "/verify/U/",
    ):
        client.get(path, REMOTE_ADDR="203.0.113.7")
    said = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert not any(secret in said for secret in (certificate.code, "K7QM4X2P", "203.0.113.7"))
    assert AuditEntry.objects.count() == entries


def test_what_was_asked_is_logged_without_who_asked(client, certificate, caplog):
    caplog.set_level(logging.INFO, logger="certificates")
    client.get(address_of(certificate), REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Phone 7")
    client.get("/verify/K7QM4X2P9RTD6WHV3NBC8YEGFA/")
    client.get(f"/verify/file/{certificate.sha256}/")
    assert [record.getMessage() for record in caplog.records if record.name.startswith("certificates.views")] == [
        f"Certificate {certificate.pk} was checked by its code: issued.",
        "A certificate was checked by its code and not found.",
        f"Certificate {certificate.pk} was checked by its file: issued.",
    ]


def test_the_page_works_without_cookies_and_sets_none(client, certificate):
    assert not client.get("/verify/").cookies
    assert not client.get(address_of(certificate)).cookies


def test_nothing_but_reading_is_allowed(client):
    assert client.post("/verify/", {"code": "x"}).status_code == 405
