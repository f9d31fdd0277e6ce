"""A certificate, who may decide about it, and who may not."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certificates.lifecycle import corrections
from tests.built_once import built_once
from tests.factories import ProgrammeFactory, UserFactory

ASKED = {"name_en": "Sabina Yesmin"}
WHY = {"reason": "The spelling was corrected.", "reason_bn": "বানান সংশোধন করা হয়েছে।"}


@pytest.fixture
def colleague(programme):
    """A second coordinator of `programme`."""
    user = UserFactory(email="colleague@example.org", full_name="Farida Colleague")
    programme.team.create(user=user, role="coordinator")
    return user


@pytest.fixture
def stranger(db):
    """Coordinates another programme."""
    user = UserFactory(email="stranger@example.org", full_name="Other Coordinator")
    ProgrammeFactory(coordinators=[user])
    return user


@pytest.fixture
@built_once
def correction(certificate, officer_user):
    """What `officer` asked for: another spelling of the name in English."""
    return corrections.file(certificate.enrolment, by=officer_user, asked=ASKED)


@pytest.fixture
def coordinator_is_officer(certificate, coordinator):
    """The certificate becomes the coordinator's own."""
    officer = certificate.enrolment.officer
    officer.user = coordinator
    officer.save()
    coordinator.refresh_from_db()
    return coordinator


def photo(name="card.jpg", **size):
    """An uploaded picture that is what its name says."""
    file = io.BytesIO()
    Image.new("RGB", (size.get("side", 320), size.get("side", 240))).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue() + b"\0" * size.get("more", 0), content_type="image/jpeg")
