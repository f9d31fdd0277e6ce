"""What a badge says: an Open Badges 3.0 credential on the Verifiable Credentials Data Model 2.0. Plain values, no database.

Only what its holder chose to carry: the name as printed, course, days, serial. Of the identity there is no number, address
or e-mail; a salted hash of the verification code lets whoever has the paper see that both are the same certificate.
"""

import datetime
import hashlib
import uuid
from collections.abc import Mapping
from datetime import UTC
from typing import Any, NamedTuple

from certificates.badges.status import entry

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
CODE_TYPE = "ext:certificateCode"
TYPES = {"tot": "CertificateOfCompletion", "completion": "CertificateOfCompletion", "participation": "Certificate"}
CRITERIA_OF_PARTICIPATION = {
    "en": "Attendance of at least one half-day of the course, as recorded and confirmed by its trainers; not completion of the course.",
    "bn": "কোর্সের অন্তত একটি অর্ধদিবসে উপস্থিতি, যা প্রশিক্ষকেরা নথিভুক্ত ও নিশ্চিত করেছেন; কোর্স সম্পন্ন করা নয়।",
}
CRITERIA = {
    "en": "Attendance of the half-days and the tests that the course asks for, as recorded and confirmed by its trainers.",
    "bn": "কোর্সের জন্য নির্ধারিত অর্ধদিবসে উপস্থিতি ও পরীক্ষা, যা প্রশিক্ষকেরা নথিভুক্ত ও নিশ্চিত করেছেন।",
}


class Addresses(NamedTuple):
    """Where others find what a badge points to (absolute addresses)."""

    issuer: str
    status_list: str
    achievement: dict  # language: address


class BadgeFacts(NamedTuple):
    """Which badge it is: its id (UUID), the salt of its hashes (text), its place in the status list, the course's days."""

    public_id: uuid.UUID
    salt: str
    status_index: int
    starts_on: datetime.date
    ends_on: datetime.date


def issuer(address: str, site: str) -> dict[str, Any]:
    """Returns the Profile of who issues; site: address of the start page."""
    return {
        "id": address,
        "type": ["Profile"],
        "name": "Shetu",
        # Whom the programme trains, and with whom, its certificates say; a badge goes to strangers.
        "description": "A community-policing training programme in Bangladesh",
        "url": site,
    }


def achievement(facts: Mapping[str, Any], language: str, addresses: Mapping[str, str]) -> dict[str, Any]:
    """Returns the Achievement of printed facts (dict, with wording) in one language, the other one related to it."""
    other = "bn" if language == "en" else "en"
    wording = facts["wording"]
    criteria = CRITERIA_OF_PARTICIPATION if facts["level"] == "participation" else CRITERIA
    return {
        "id": addresses[language],
        "type": ["Achievement"],
        "inLanguage": language,
        "name": f"{wording[f'title_{language}']}: {facts[f'course_{language}'] or facts[f'course_{other}']}",
        "description": _described(facts, language),
        "criteria": {"narrative": criteria[language]},
        "achievementType": TYPES.get(facts["level"], "Certificate"),
        "related": [{"id": addresses[other], "type": ["Related"], "inLanguage": other}],
    }


def credential(
    facts: Mapping[str, Any], badge: BadgeFacts, addresses: Addresses, *, site: str, issued_at: datetime.datetime
) -> dict[str, Any]:
    """Returns the credential with the claims of its token. facts: the stored snapshot; issued_at: aware datetime."""
    issued_at = issued_at.astimezone(UTC).replace(microsecond=0)
    identifier, subject = badge.public_id.urn, uuid.uuid5(badge.public_id, "holder").urn
    return {
        "@context": CONTEXT,
        "id": identifier,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{facts['wording']['title_en']}: {facts['course_en']}",
        "issuer": issuer(addresses.issuer, site),
        "validFrom": _written(issued_at),
        "credentialSubject": {
            "id": subject,
            "type": ["AchievementSubject"],
            "identifier": [*_names(facts), _hash_of(facts["code"], badge.salt)],
            "activityStartDate": _on_that_day(badge.starts_on),
            "activityEndDate": _on_that_day(badge.ends_on),
            "licenseNumber": facts["serial"],
            "achievement": achievement(facts, "en", addresses.achievement),
        },
        "credentialStatus": entry(addresses.status_list, badge.status_index),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        # What a token says outside of the credential (Open Badges 3.0, 8.2.4.1); each repeats what is inside.
        "iss": addresses.issuer,
        "jti": identifier,
        "sub": subject,
        "nbf": int(issued_at.timestamp()),
    }


def _described(facts, language):
    """A description is required. It names the hours only when the certificate does."""
    other = "bn" if language == "en" else "en"
    course, hours = facts[f"course_{language}"] or facts[f"course_{other}"], facts[f"hours_{language}"]
    return f"{course} ({hours})" if hours else course


def _names(facts):
    names = filter(None, (facts["name_en"], facts["name_bn"]))
    return [{"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"} for name in names]


def _hash_of(code, salt):
    digest = hashlib.sha256(f"{code}{salt}".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": CODE_TYPE,
        "salt": salt,
    }


def _on_that_day(day):
    """A day as the moment that Open Badges asks for: four in the afternoon in Dhaka, which is the same day from Honolulu to Auckland."""
    return f"{day.isoformat()}T10:00:00Z"


def _written(moment):
    return moment.isoformat().replace("+00:00", "Z")
