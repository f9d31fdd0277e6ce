"""A signature is checked, freed of its paper, drawn anew, and shown to the coordinators of its programme alone."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from accounts.refusal import Refused
from certificates.designs import signature_images
from certificates.models import Signatory
from tests.certificates.composed import signature_picture, stored, upload
from tests.factories import ProgrammeFactory, SignatoryFactory, UserFactory

FORM = {
    "name_en": "",
    "name_bn": "",
    "post_en": "Director",
    "post_bn": "পরিচালক",
    "organisation_en": "Police Staff College",
    "organisation_bn": "পুলিশ স্টাফ কলেজ",
}


def opened(signature):
    with Image.open(BytesIO(signature.png)) as picture:
        picture.load()
        return picture


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.JPG"), ("JPEG", "a.jpeg")])
def test_white_paper_becomes_see_through_and_the_line_stays(kind, name):
    signature = signature_images.read(upload(signature_picture(kind), name))
    picture = opened(signature)
    assert signature.notice == "The white ground of the signature was made see-through."
    assert picture.mode == "RGBA"
    alpha = picture.getchannel("A")
    assert alpha.histogram()[0] > 0.5 * alpha.width * alpha.height
    assert alpha.getextrema()[1] > 200
    assert picture.width <= 500  # the margins of the paper are gone


def test_the_line_has_one_dark_colour_of_the_pen():
    picture = opened(signature_images.read(upload(signature_picture(pen=(20, 30, 90)))))
    colours = {colour for _count, colour in picture.convert("RGB").getcolors(100_000)}
    assert len(colours) == 1
    [(red, _green, blue)] = colours
    assert blue > red


def test_a_picture_that_is_see_through_already_is_used_as_it_is():
    ink = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    ink.paste((0, 0, 90, 255), (100, 40, 200, 60))
    file = BytesIO()
    ink.save(file, "PNG")
    signature = signature_images.read(upload(file.getvalue()))
    assert "used as it is" in signature.notice
    assert opened(signature).size == (100, 20)


def test_nothing_but_points_is_kept():
    carrying = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    with Image.open(BytesIO(signature_picture("JPEG"))) as picture:
        picture.save(carrying, "JPEG", exif=exif, comment=b"secret")
    png = signature_images.read(upload(carrying.getvalue(), "a.jpg")).png
    assert b"taken at home" not in png
    assert b"secret" not in png


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg", "A signature is a PNG or JPEG file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "This is not a picture we can use"),
        (signature_picture("JPEG"), "a.png", "does not fit its content"),
        (signature_picture("WEBP"), "a.webp", "A signature is a PNG or JPEG file"),
        (signature_picture("PNG")[:400], "a.png", "damaged"),
        (signature_picture(pen="white"), "a.png", "no signature to be seen"),
        (signature_picture(ground=(120, 120, 120)), "a.png", "is not white"),
        (b"", "a.png", "not a picture"),
    ],
    ids=["svg", "svg named png", "jpeg named png", "webp", "cut off", "empty paper", "grey paper", "nothing"],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(content, name, sentence):
    with pytest.raises(Refused, match=sentence):
        signature_images.read(upload(content, name))


def test_a_huge_picture_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr("programmes.files.images._decoded", None)
    with pytest.raises(Refused, match="million are taken"):
        signature_images.read(upload(signature_picture(size=(9000, 9000))))


def test_a_large_one_becomes_small():
    signature = signature_images.read(upload(signature_picture(size=(4000, 3000))))
    assert max(opened(signature).size) <= 900
    assert len(signature.png) < 30_000


# In the admin


@pytest.fixture
def save(signed_in, coordinator, programme):
    """A function: sends the form of a signatory with this picture and returns the answer."""
    existing = SignatoryFactory(programme=programme)

    def saved(content, name="signature.png", **more):
        files = {"signature": upload(content, name)} if content is not None else {}
        page = f"/admin/certificates/signatory/{existing.pk}/change/"
        answer = signed_in(coordinator).post(page, {"programme": programme.pk, **FORM, **files, **more}, follow=True)
        existing.refresh_from_db()
        return existing, answer.content.decode()

    return saved


def test_it_is_kept_under_a_name_nobody_guesses_and_said_what_was_done(save):
    signatory, html = save(signature_picture(), "my signature.png")
    assert "was made see-through" in html
    assert "my" not in signatory.signature.name
    assert default_storage.exists(signatory.signature.name)


def test_a_new_one_takes_the_place_of_the_old(save, django_capture_on_commit_callbacks):
    first = save(signature_picture())[0].signature.name
    with django_capture_on_commit_callbacks(execute=True):
        second = save(signature_picture(pen="black"))[0].signature.name
    assert not default_storage.exists(first)
    assert default_storage.exists(second)


def test_it_can_be_taken_away(save):
    save(signature_picture())
    assert not save(None, **{"signature-clear": "on"})[0].signature


def test_what_is_wrong_stands_beside_the_field_and_nothing_is_kept(save):
    signatory, html = save(b"not a picture")
    assert "This is not a picture we can use" in html
    assert not signatory.signature


def test_only_its_coordinators_see_it(client, signed_in, coordinator, programme, trainer, observer, officer_user):
    signatory = SignatoryFactory(programme=programme, signature=stored(signature_picture()))
    address = f"/admin/signatories/{signatory.pk}/signature/"
    assert client.get(address).status_code == 302
    answer = signed_in(coordinator).get(address)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "image/png",
        "private, no-store",
    )
    other = UserFactory()
    ProgrammeFactory(coordinators=[other])
    for user in (trainer, observer, officer_user, other):
        assert signed_in(user).get(address).status_code == 404


def test_a_file_that_is_gone_is_not_found(signed_in, coordinator, programme):
    signatory = SignatoryFactory(programme=programme, signature=stored(signature_picture()))
    default_storage.delete(signatory.signature.name)
    assert signed_in(coordinator).get(f"/admin/signatories/{signatory.pk}/signature/").status_code == 404
    assert Signatory.objects.get(pk=signatory.pk).signature
