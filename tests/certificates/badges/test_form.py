"""What Open Badges 3.0 asks of the form of a badge, in our words.

The official schema (ob_v3p0_achievementcredential_schema.json, draft 2019-09) is not ours to pass on, so its rules for what we
write stand here. A badge, its issuer and its achievement in both languages were held against that schema itself: no finding.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from certificates.badges.credential import TYPES, achievement
from tests.certificates.badges.verifying import payload_of
from tests.certificates.conftest import issued
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db

KNOWN_TYPES = {"Certificate", "CertificateOfCompletion"}
KNOWN_IDENTITIES = {"name"}
IDENTITY_KEYS = {"type", "hashed", "identityHash", "identityType", "salt"}


@pytest.fixture
def written(badge):
    """What the token of a badge holds."""
    return payload_of(badge.token)


def test_it_has_every_part_that_a_badge_must_have(written):
    assert {"@context", "id", "type", "credentialSubject", "issuer", "validFrom"} <= set(written)
    assert {"type", "achievement"} <= set(written["credentialSubject"])
    assert {"id", "type", "criteria", "description", "name"} <= set(written["credentialSubject"]["achievement"])
    for part in (written["issuer"], written["credentialStatus"], *written["credentialSchema"]):
        assert {"id", "type"} <= set(part)


def test_its_contexts_stand_in_the_order_of_the_standard(written):
    credentials, badges = written["@context"]
    assert credentials == "https://www.w3.org/ns/credentials/v2"
    assert re.fullmatch(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json", badges)


def test_kinds_are_lists_with_the_word_of_the_standard_in_them(written):
    subject = written["credentialSubject"]
    achievement = subject["achievement"]
    for part, word in (
        (written, "VerifiableCredential"),
        (written, "OpenBadgeCredential"),
        (written["issuer"], "Profile"),
        (subject, "AchievementSubject"),
        (achievement, "Achievement"),
        (achievement["related"][0], "Related"),
    ):
        assert isinstance(part["type"], list)
        assert word in part["type"]
    # These two are a word alone.
    assert {one["type"] for one in subject["identifier"]} == {"IdentityObject"}
    assert isinstance(written["credentialStatus"]["type"], str)


def test_what_may_be_several_is_a_list_even_of_one(written):
    subject = written["credentialSubject"]
    for value in (written["credentialSchema"], subject["identifier"], subject["achievement"]["related"]):
        assert isinstance(value, list)


def test_an_identity_has_no_key_of_its_own_and_a_type_that_is_known_or_marked_as_ours(written):
    for one in written["credentialSubject"]["identifier"]:
        assert {"type", "hashed", "identityHash", "identityType"} <= set(one) <= IDENTITY_KEYS
        assert one["hashed"] in (True, False)
        assert one["identityType"] in KNOWN_IDENTITIES or re.fullmatch(r"ext:[A-Za-z0-9._-]+", one["identityType"])
        if one["hashed"]:
            assert re.fullmatch(r"sha256\$[0-9a-f]{64}", one["identityHash"])
            assert one["salt"]


def test_moments_name_their_time_zone(written):
    subject = written["credentialSubject"]
    for moment in (written["validFrom"], subject["activityStartDate"], subject["activityEndDate"]):
        assert datetime.fromisoformat(moment).tzinfo is not None


@pytest.mark.parametrize(
    "zone", ["Asia/Dhaka", "America/Toronto", "America/Vancouver", "Pacific/Honolulu", "Asia/Tokyo", "Pacific/Auckland"]
)
def test_a_day_is_the_same_day_wherever_a_badge_is_read(written, badge, zone):
    session = badge.certificate.enrolment.session
    subject = written["credentialSubject"]
    read = [
        datetime.fromisoformat(subject[name]).astimezone(ZoneInfo(zone)).date()
        for name in ("activityStartDate", "activityEndDate")
    ]
    assert read == [session.starts_on, session.ends_on]


def test_languages_and_types_of_achievements_are_words_that_the_standard_knows(written):
    achievement = written["credentialSubject"]["achievement"]
    for part in (achievement, *achievement["related"]):
        assert re.fullmatch(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", part["inLanguage"])
    assert set(TYPES.values()) <= KNOWN_TYPES
    assert achievement["achievementType"] in KNOWN_TYPES


def test_the_schema_that_it_names_is_the_one_of_achievement_credentials(written):
    [named] = written["credentialSchema"]
    assert named["id"].endswith("/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json")
    assert named["type"] == "1EdTechJsonSchemaValidator2019"


def described(certificate):
    addresses = {"en": "/en/", "bn": "/bn/"}
    return [achievement(certificate.facts, language, addresses)["description"] for language in ("en", "bn")]


def test_the_hours_stand_in_the_description_where_the_certificate_tells_them(certificate):
    for text, language in zip(described(certificate), ("en", "bn"), strict=True):
        assert text == f"{certificate.facts[f'course_{language}']} ({certificate.facts[f'hours_{language}']})"


def test_a_design_that_tells_no_hours_leaves_no_empty_brackets(closed, officer, coordinator, design):
    design.shows_hours = False
    design.save()
    EnrolmentFactory(session=closed, officer=officer, state="completed", half_days_attended=6, half_days_held=6)
    [certificate] = issued(closed, by=coordinator)
    assert described(certificate) == [certificate.facts["course_en"], certificate.facts["course_bn"]]
