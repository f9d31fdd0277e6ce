"""Badges before independent verifiers: signatures and claims by @transmute/verifiable-credentials and jose, status by @digitalbazaar."""

import json
from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from certificates.badges import making
from certificates.badges.tokens import token
from certificates.issuing import records
from certificates.models import StatusList
from certificates.signing.jwk import jwk_of
from jobs.requesting import run_now
from tests.certificates.badges.verifying import header_of, payload_of, verified
from tests.certificates.signing.making import certificate_of, pem, self_signed
from tests.certificates.superseding import supersede

pytestmark = pytest.mark.django_db


def test_a_badge_is_accepted_and_says_what_the_certificate_says(badge, certificate, client):
    answer = verified(badge.token, client)
    assert (answer["verified"], answer.get("revoked")) == (True, False), answer
    subject = answer["credential"]["credentialSubject"]
    assert [one["identityHash"] for one in subject["identifier"][:2]] == ["Sabina Yasmin", "সাবিনা ইয়াসমিন"]
    assert subject["licenseNumber"] == certificate.serial
    assert certificate.facts["course_en"] in subject["achievement"]["name"]


def changed(signed, change):
    header, _payload, signature = signed.split(".")
    payload = payload_of(signed)
    change(payload)
    written = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{header}.{urlsafe_b64encode(written).rstrip(b'=').decode()}.{signature}"


CHANGES = {
    "name": lambda one: one["credentialSubject"]["identifier"][0].update(identityHash="Somebody Else"),
    "course": lambda one: one["credentialSubject"]["achievement"].update(name="Another course"),
    "serial": lambda one: one["credentialSubject"].update(licenseNumber="SHETU-2026-99999"),
    "place in the list": lambda one: one["credentialStatus"].update(statusListIndex="7"),
    "no status": lambda one: one.pop("credentialStatus"),
    "issuer": lambda one: one.update(iss="https://forger.example/"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_one_is_refused(badge, client, change):
    assert not verified(changed(badge.token, change), client)["verified"]


def test_one_signed_with_a_key_of_the_forgers_own_is_refused(badge, client):
    forger = self_signed(ec.generate_private_key(ec.SECP256R1()))
    forged = token(payload_of(badge.token), forger, header_of(badge.token)["kid"])
    assert not verified(forged, client)["verified"]
    # Under an address of the forger's own, the key is found and the issuer does not fit.
    elsewhere = token(payload_of(badge.token), forger, "http://forger.example/key")
    own_key = {"http://forger.example/key": json.dumps(jwk_of(forger.certificate.public_key()))}
    assert "do not repeat" in verified(elsewhere, client, **own_key)["why"]


@pytest.mark.parametrize("end", ["revoke", "supersede"])
def test_the_badge_of_one_that_ended_reads_as_revoked(badge, certificate, client, coordinator, end):
    {"revoke": records.revoke, "supersede": supersede}[end](certificate, by=coordinator, reason="It was wrong.")
    assert making.publish() == 1
    answer = verified(badge.token, client)
    assert (answer["verified"], answer["revoked"]) == (True, True)


def test_a_forged_status_list_is_refused(badge, client, coordinator, certificate):
    signed = StatusList.objects.get().token
    emptied = changed(signed, lambda one: one["credentialSubject"].update(encodedList="uH4sIAAAAAAAAA"))
    assert not verified(badge.token, client, **{"http://testserver/badges/status/1/": emptied})["verified"]


def test_a_key_that_was_rotated_is_still_found(badge, client, coordinator, certificate, settings, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "new.pem").write_bytes(pem(key, certificate_of(key)))
    settings.SIGNING_KEY_FILE = str(tmp_path / "new.pem")
    records.revoke(certificate, by=coordinator, reason="It was wrong.")
    making.publish()
    assert header_of(StatusList.objects.get().token)["kid"] != header_of(badge.token)["kid"]
    answer = verified(badge.token, client)
    assert (answer["verified"], answer["revoked"]) == (True, True)


def test_an_rsa_key_signs_badges_as_well(certificate, officer, settings, tmp_path):
    key = rsa.generate_private_key(65537, 2048)
    (tmp_path / "rsa.pem").write_bytes(pem(key, certificate_of(key)))
    settings.SIGNING_KEY_FILE = str(tmp_path / "rsa.pem")
    badge = making.ask(certificate, by=officer.user)
    assert run_now(badge.job).state == "done"
    badge.refresh_from_db()
    assert header_of(badge.token)["alg"] == "RS256"
