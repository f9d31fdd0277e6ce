"""Papers without a row: removed after a week, whoever left them."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.refusal import Refused
from certificates import tasks as certificate_tasks
from programmes.files import evidence
from tests.aging import aged
from tests.factories import EnrolmentFactory, UserFactory
from trainings import tasks
from trainings.models import Excuse

pytestmark = pytest.mark.django_db
FOLDERS = ("excuses", "objections", "sheets", "corrections")


def test_papers_that_nothing_refers_to_go_after_a_week_and_all_others_stay():
    enrolment = EnrolmentFactory()
    kept = Excuse(enrolment=enrolment, kind="other", reason="Why", asked_at=timezone.now(), paper_type=evidence.PDF)
    kept.asked_by = UserFactory()
    kept.paper.save("paper", ContentFile(b"%PDF-"), save=False)
    kept.save()
    left = [default_storage.save(f"{folder}/left.webp", ContentFile(b"x")) for folder in FOLDERS]
    run = (tasks.sweep_papers, certificate_tasks.sweep_files)
    for task in run:
        task()
    assert all(default_storage.exists(name) for name in left)
    for name in (*left, kept.paper.name):
        aged(Path(default_storage.path(name)), days=7, minutes=1)
    for task in run * 2:
        task()
    assert not any(default_storage.exists(name) for name in left)
    assert default_storage.exists(kept.paper.name)


def test_a_photograph_is_encoded_again_and_neither_phone_nor_name_are_kept():
    file, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Phone of Sabina"
    Image.new("RGB", (900, 1200), "white").save(file, "JPEG", exif=exif)
    content, media_type = evidence.prepared(SimpleUploadedFile("Sabina dialysis.jpg", file.getvalue()))
    assert (content.name, media_type, evidence.media_type_of(content.name)) == (
        "paper.webp",
        "image/webp",
        "image/webp",
    )
    assert b"Sabina" not in content.read()


@pytest.mark.parametrize("name", ["IMG_1.heic", "IMG_1.jpg"])
def test_a_photograph_of_a_newer_phone_is_told_what_to_do(name):
    with pytest.raises(Refused, match="HEIC"):
        evidence.check(SimpleUploadedFile(name, b"\x00\x00\x00\x18ftypheic" + b"0" * 200))
