"""Partners bring their logos: drawn anew on the way in, shown on the page of the programme, kept from everyone else."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageFile

from programmes.files import images
from programmes.models import Organisation, Partnership

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NOT_A_PICTURE = "This is not a picture we can use. Take a JPEG, PNG or WebP file."


def picture(kind="PNG", size=(1200, 300), colour=(0, 80, 60, 255), **more):
    file = BytesIO()
    Image.new("RGB" if kind == "JPEG" else "RGBA", size, colour[: 3 if kind == "JPEG" else 4]).save(file, kind, **more)
    return file.getvalue()


@pytest.fixture
def partner(programme):
    organisation = Organisation.objects.create(kind="donor", name_en="The Donor")
    Partnership.objects.create(programme=programme, organisation=organisation, role="donor")
    return organisation


@pytest.fixture
def give(signed_in, coordinator, partner):
    """A function: `give(content, name)` fills in the form of the partner with this logo and returns the answer."""

    def given(content=None, name="logo.png", **more):
        upload = {} if content is None else {"logo": SimpleUploadedFile(name, content, "image/png")}
        words = {"kind": "donor", "name_en": "The Donor", "name_bn": "", "abbreviation": ""}
        address = reverse("admin:programmes_organisation_change", args=[partner.pk])
        answer = signed_in(coordinator).post(address, words | upload | more)
        partner.refresh_from_db()
        return answer

    return given


def logo_of(partner):
    return reverse("programme:logo", args=[partner.pk])


def page_of(programme):
    return f"/admin/programme/{programme.code}/"


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.JPG"), ("WEBP", "a.webp")])
def test_a_logo_is_drawn_anew_as_a_small_png(give, partner, kind, name):
    assert give(picture(kind), name).status_code == 302
    with Image.open(partner.logo) as kept:
        assert (kept.format, kept.size) == ("PNG", (600, 150))


def test_a_tall_logo_is_at_most_280_high(give, partner):
    give(picture(size=(500, 1000)))
    with Image.open(partner.logo) as kept:
        assert kept.size == (140, 280)


def test_a_small_logo_is_not_blown_up(give, partner):
    give(picture(size=(90, 30)))
    with Image.open(partner.logo) as kept:
        assert kept.size == (90, 30)


def test_what_is_see_through_stays_so(give, partner):
    give(picture(colour=(0, 80, 60, 0)))
    with Image.open(partner.logo) as kept:
        assert (kept.mode, kept.getpixel((0, 0))[3]) == ("RGBA", 0)


def test_nothing_else_of_the_file_is_kept(give, partner):
    exif = Image.Exif()
    exif[0x010E] = "taken by somebody"
    give(picture("JPEG", exif=exif), "logo.jpg")
    assert b"somebody" not in partner.logo.read()


def test_the_stored_name_tells_nothing(give, partner):
    give(picture(), "budget-2026.png")
    folder, _slash, name = partner.logo.name.partition("/")
    assert (folder, len(name)) == ("logos", len("0" * 32 + ".png"))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (SVG, "logo.svg", NOT_A_PICTURE),
        (SVG, "logo.png", NOT_A_PICTURE),
        (b"%PDF-1.7", "logo.png", NOT_A_PICTURE),
        (picture("GIF"), "logo.gif", NOT_A_PICTURE),
        (picture("GIF"), "logo.png", NOT_A_PICTURE),
        (picture("JPEG"), "logo.png", "The name of the file does not fit its content, which is JPEG."),
        (picture(), "logo.html", "The name of the file does not fit its content, which is PNG."),
        (picture("WEBP"), "logo", "The name of the file does not fit its content, which is WebP."),
        (picture(size=(90, 90))[:-40], "logo.png", "The file of the picture is damaged."),
        (b"", "logo.png", "The file is empty. Choose another one."),
    ],
)
def test_a_wrong_file_is_refused_next_to_the_field(give, partner, content, name, sentence):
    answer = give(content, name)
    (problem,) = answer.context["adminform"].form.errors["logo"]
    assert problem.startswith(sentence)
    assert problem in answer.content.decode()
    assert not partner.logo


def test_a_huge_file_is_refused_before_it_is_opened(give, partner, monkeypatch):
    monkeypatch.setattr(images, "MOST_BYTES", 1024**2)
    answer = give(picture() + bytes(1024**2))
    assert answer.context["adminform"].form.errors["logo"] == [
        "The picture has 2 MB; at most 1 MB are taken. Save it smaller and try again."
    ]
    assert not partner.logo


def test_a_picture_of_too_many_points_is_refused_before_it_is_decoded(give, partner, monkeypatch):
    monkeypatch.setattr(images, "MOST_POINTS", 1_000_000)
    answer = give(picture(size=(2000, 1000)))
    assert "2,000 × 1,000 points" in answer.context["adminform"].form.errors["logo"][0]
    assert not partner.logo


def test_a_refused_file_leaves_the_logo_that_was_there(give, partner):
    give(picture())
    had = partner.logo.name
    give(SVG)
    assert partner.logo.name == had
    assert default_storage.exists(had)


def test_a_new_logo_takes_the_old_file_away(give, partner, django_capture_on_commit_callbacks):
    give(picture())
    had = partner.logo.name
    with django_capture_on_commit_callbacks(execute=True):
        give(picture(size=(80, 80)))
    assert partner.logo.name != had
    assert (default_storage.exists(had), default_storage.exists(partner.logo.name)) == (False, True)


def test_a_logo_can_be_taken_away(give, partner, django_capture_on_commit_callbacks):
    give(picture())
    had = partner.logo.name
    with django_capture_on_commit_callbacks(execute=True):
        give(**{"logo-clear": "on"})
    assert not partner.logo
    assert not default_storage.exists(had)


def test_saving_other_words_keeps_the_logo(give, partner, django_capture_on_commit_callbacks):
    give(picture())
    had = partner.logo.name
    with django_capture_on_commit_callbacks(execute=True):
        give(abbreviation="TD")
    assert (partner.abbreviation, partner.logo.name) == ("TD", had)
    assert default_storage.exists(had)


def test_a_coordinator_gets_the_file(give, signed_in, coordinator, partner):
    give(picture())
    answer = signed_in(coordinator).get(logo_of(partner))
    assert b"".join(answer.streaming_content) == partner.logo.read()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]


def test_a_logo_that_is_known_is_not_sent_again(give, signed_in, coordinator, partner):
    give(picture())
    client = signed_in(coordinator)
    mark = client.get(logo_of(partner)).headers["ETag"]
    assert client.get(logo_of(partner), headers={"If-None-Match": mark}).status_code == 304


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_a_stranger_finds_no_logo(request, give, signed_in, session, partner, who):
    give(picture())
    assert signed_in(request.getfixturevalue(who)).get(logo_of(partner)).status_code == 404


def test_who_is_not_signed_in_is_asked_to(give, client, partner):
    give(picture())
    client.logout()
    assert client.get(logo_of(partner)).status_code == 302


def test_no_logo_and_a_lost_file_are_not_there(give, signed_in, coordinator, partner):
    assert signed_in(coordinator).get(logo_of(partner)).status_code == 404
    give(picture())
    default_storage.delete(partner.logo.name)
    assert signed_in(coordinator).get(logo_of(partner)).status_code == 404


def test_the_page_of_the_programme_shows_it_beside_the_name(give, signed_in, coordinator, programme, partner):
    give(picture())
    page = signed_in(coordinator).get(page_of(programme)).content.decode()
    assert f'<img src="{logo_of(partner)}" alt="The Donor">' in page


def test_without_a_logo_the_page_shows_the_name_alone(signed_in, coordinator, programme, partner):
    page = signed_in(coordinator).get(page_of(programme)).content.decode()
    assert "The Donor" in page
    assert "/logo/" not in page


def test_logos_cost_the_page_no_query(give, signed_in, coordinator, programme, partner, cost_of):
    client = signed_in(coordinator)
    without = cost_of(lambda: client.get(page_of(programme)))
    give(picture())
    other = Organisation.objects.create(kind="police", name_en="Police", logo=partner.logo.name)
    Partnership.objects.create(programme=programme, organisation=other, role="host")
    assert cost_of(lambda: client.get(page_of(programme))) == without


def test_half_a_picture_is_refused_also_where_certificates_are_drawn(give, monkeypatch):
    # Importing WeasyPrint sets this for the whole process.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    answer = give(picture(size=(90, 90))[:-40], "logo.png")
    assert answer.context["adminform"].form.errors["logo"][0].startswith("The file of the picture is damaged.")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True
