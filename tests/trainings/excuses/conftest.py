"""An officer of `session` with an account, and excuses of hers; the clock of these tests stands on 20 November 2026."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.excuses import asking, deciding

SECRET = "Dialysis on Sunday"
AM, PM = "morning", "afternoon"


@pytest.fixture
def enrolment(session, officer):
    return EnrolmentFactory(session=session, officer=officer)


@pytest.fixture
def asked(enrolment, days):
    """A function: `asked((2, "morning"), …)` asks as the officer, on the day before the session, and returns the Excuse."""

    def ask(*half_days, by=None, now=None, enrolment=enrolment, **more):
        wanted = [(days[number - 1].pk, half) for number, half in half_days]
        facts = {"kind": "illness", "reason": SECRET, "by": by or enrolment.officer.user, "now": now or at(20), **more}
        return asking.ask(enrolment, wanted, **facts)

    return ask


@pytest.fixture
def granted(asked, trainer):
    """As `asked`, and the trainer grants all of it."""

    def grant(*half_days, **more):
        excuse = asked(*half_days, **more)
        ids = excuse.half_days.values_list("pk", flat=True)
        return deciding.decide(excuse, ids, by=trainer, now=at(20, "18:00"))

    return grant


def states(excuse):
    """Returns the state of each half-day, in order."""
    return list(excuse.half_days.values_list("state", flat=True))


def photograph(name="Sabina 9900555001 hospital.jpg"):
    file, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Phone of Sabina"
    Image.new("RGB", (900, 1200), "white").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile(name, file.getvalue())


def pdf(name="paper.pdf", content=b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"):
    return SimpleUploadedFile(name, content)
