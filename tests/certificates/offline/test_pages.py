"""The page of the check without a network, the list of keys, and the worker that keeps them."""

import json
import re
from datetime import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.contrib.staticfiles import finders
from django.urls import reverse

from accounts.text.localised_text import time_text
from certificates.drawing import PrintedFacts
from certificates.models import SigningCertificate
from certificates.offline.coding import table
from certificates.signing import key_register
from certificates.views.public.offline import FILES
from tests.certificates.conftest import issued
from tests.certificates.offline.payloads import verdicts
from tests.certificates.signing.making import certificate_of, pem
from tests.certificates.superseding import supersede

pytestmark = pytest.mark.django_db
PAGE = "/verify/offline/"


@pytest.fixture
def keys(client):
    """A function: the published keys."""
    return lambda: client.get("/verify/keys.json").json()["keys"]


def data_of(answer):
    return json.loads(
        re.search(r'<script id="offline-data"[^>]*>(.*?)</script>', answer.content.decode(), re.DOTALL)[1]
    )


def test_what_is_issued_is_found_genuine_with_the_published_keys(certificate, keys):
    assert verdicts(certificate.facts["verify_url"], keys=keys()) == ["genuine"]


def test_a_corrected_one_is_signed_anew_and_the_old_paper_still_looks_genuine(certificate, coordinator, keys):
    new = supersede(certificate, by=coordinator, reason="The spelling was corrected.")
    texts = [one.facts["verify_url"] for one in (certificate, new)]
    assert texts[0] != texts[1]
    assert verdicts(*texts, keys=keys()) == ["genuine", "genuine"]


def test_a_specimen_carries_no_signature(signed_in, coordinator, closed, two, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "certificates.views.coordinator.issue.draw", lambda facts, design: drawn.append(facts) or b"%PDF"
    )
    assert signed_in(coordinator).get(f"/admin/sessions/{closed.code}/certificates/specimen/").status_code == 200
    assert "#" not in drawn[0].verify_url


def test_the_printed_facts_can_be_read_back_with_the_payload(certificate):
    assert PrintedFacts.from_dict(certificate.facts).verify_url == certificate.facts["verify_url"]


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_page_holds_all_it_needs_in_either_language(client, language):
    answer = client.get(f"{PAGE}?language={language}")
    assert answer.status_code == 200
    data = data_of(answer)
    assert data["table"] == table()
    assert (data["language"], data["keys"], data["worker"]) == (language, "/verify/keys.json", "/verify/worker.js")
    assert {"completion", "tot", "participation"} <= set(data["titles"])
    assert f'<html lang="{language}"' in answer.content.decode()


def test_the_page_follows_a_dark_phone_and_names_the_parts_of_the_day_as_the_server_does(client):
    english, bangla = (client.get(f"{PAGE}?language={language}") for language in ("en", "bn"))
    assert 'data-bs-theme="auto"' in english.content.decode()
    assert data_of(english)["parts_of_day"] == []
    since = data_of(bangla)["parts_of_day"]
    for hour in range(24):
        part = next(name for first, name in since if hour >= first)
        assert time_text(time(hour, 5), "bn").startswith(f"{part} ")


def test_every_answer_of_the_script_has_its_words_on_the_page(client):
    page = client.get(PAGE).content.decode()
    names = ("shetu/offline-payload.js", "shetu/offline.js")
    scripts = [Path(finders.find(name)).read_text(encoding="utf-8") for name in names]
    named = {one for script in scripts for one in re.findall(r'verdict: "(\w+)"', script)}
    assert named == set(re.findall(r'<template data-verdict="(\w+)"', page))
    used = set(re.findall(r"words\.(\w+)", scripts[1]))
    assert used == set(data_of(client.get(PAGE))["words"])


def test_the_page_is_the_same_for_everyone_and_may_be_kept(client, signed_in, coordinator):
    stranger = client.get(PAGE)
    assert (stranger["Cache-Control"], "public" in stranger["Cache-Control"]) == ("public, max-age=3600", True)
    assert not stranger.cookies
    member = signed_in(coordinator).get(PAGE)
    assert member.content == stranger.content
    assert member["Cache-Control"] == stranger["Cache-Control"]


def test_the_page_may_use_the_camera_and_nothing_else_it_could_not_before(client):
    answer = client.get(PAGE)
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert "microphone=()" in answer["Permissions-Policy"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_nothing_can_be_sent_to_it(client):
    for path in (PAGE, "/verify/keys.json", "/verify/worker.js"):
        assert client.post(path, {"text": "x"}).status_code == 405


@pytest.mark.parametrize("rows", [0, 3])
def test_the_page_and_the_worker_ask_the_database_nothing(client, rows, django_assert_num_queries):
    make_keys(rows)
    for path in (PAGE, "/verify/worker.js"):
        with django_assert_num_queries(0):
            client.get(path)


def make_keys(count):
    for number in range(count):
        made = certificate_of(ec.generate_private_key(ec.SECP256R1()))
        SigningCertificate.objects.create(
            fingerprint=f"{number:064x}",
            name=f"Key {number}",
            issuer="Test",
            pem=made.public_bytes(Encoding.PEM).decode(),
            not_before=made.not_valid_before_utc,
            not_after=made.not_valid_after_utc,
        )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_keys_costs_the_same_however_long(client, rows, django_assert_num_queries):
    make_keys(rows)
    with django_assert_num_queries(1):
        assert len(client.get("/verify/keys.json").json()["keys"]) == rows


def test_the_list_names_each_key_with_its_time_and_holds_nothing_secret(certificate, client):
    answer = client.get("/verify/keys.json")
    [key] = answer.json()["keys"]
    known = SigningCertificate.objects.get()
    assert key["kid"] == known.fingerprint[:16]
    assert (key["valid_from"], key["valid_until"]) == (known.not_before.isoformat(), known.not_after.isoformat())
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")
    assert "d" not in key
    assert answer["Cache-Control"] == "public, max-age=300"
    assert client.get("/verify/keys.json", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


def test_the_list_is_found_from_the_page_of_keys_and_the_check_from_the_form(certificate, client):
    assert 'href="/verify/keys.json"' in client.get("/verify/keys/").content.decode()
    assert f'href="{PAGE}?language=bn"' in client.get("/verify/?language=bn").content.decode()


def test_the_worker_keeps_only_what_exists_and_is_the_same_for_everyone(client):
    answer = client.get("/verify/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == reverse("certificates:verify")
    facts = json.loads(re.match(r"const SHETU = (\{.*?\});", answer.content.decode())[1])
    assert [name for name in FILES if finders.find(name) is None] == []
    kept = {facts["page"], facts["keys"], *(page.split("?")[0] for page in facts["pages"])}
    assert kept == {PAGE, "/verify/keys.json"}
    assert all(file.startswith("/static/") for file in facts["files"])


def test_an_rsa_key_leaves_the_address_alone_in_the_code(closed, two, coordinator, settings, tmp_path):
    key = rsa.generate_private_key(65537, 2048)
    (tmp_path / "key.pem").write_bytes(pem(key, certificate_of(key)))
    settings.SIGNING_KEY_FILE = str(tmp_path / "key.pem")
    assert ["#" in one.facts["verify_url"] for one in issued(closed, by=coordinator)] == [False, False]
    assert key_register.public_keys()[0]["kty"] == "RSA"
