"""Writing an update in the admin: what the form refuses, and what a change leaves behind."""

import re

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.models import NewsPicture, NewsState, NewsUpdate
from programmes.news import publishing
from programmes.news.admin import NewsUpdateAdmin
from tests.programmes.news.factories import add_picture, picture_file


def form_of(update=None, programme=None, **fields):
    """Returns what the form posts for an update, with no picture added unless `fields` say so."""
    names = [
        f"{field}_{language}"
        for field in ("title", "summary", "text", "where", "donor_line")
        for language in ("en", "bn")
    ]
    data = {name: getattr(update, name) if update else "" for name in names}
    data |= {"topic": "training", "dated_on": "2026-10-12"}
    data |= {"programme": programme.pk} if programme else {}
    pictures = list(update.pictures.all()) if update else []
    data |= {"pictures-TOTAL_FORMS": len(pictures), "pictures-INITIAL_FORMS": len(pictures)}
    for number, picture in enumerate(pictures):
        data |= {
            f"pictures-{number}-id": picture.pk,
            f"pictures-{number}-news": update.pk,
            f"pictures-{number}-alt_en": picture.alt_en,
            f"pictures-{number}-order": picture.order,
        }
    return data | fields


@pytest.fixture
def write(signed_in, coordinator):
    """A function: posts the form of an update (or a new one) as the coordinator; returns the answer."""
    client = signed_in(coordinator)

    def post(update=None, **fields):
        name = "admin:programmes_newsupdate_change" if update else "admin:programmes_newsupdate_add"
        return client.post(reverse(name, args=[update.pk] if update else []), form_of(update, **fields))

    return post


def said(answer):
    """The problems the page shows, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_new_update_is_a_draft_of_the_programme(write, programme, coordinator):
    answer = write(programme=programme, title_en="The  launch\n", text_en="A day.\r\n\r\n- one ")
    update = NewsUpdate.objects.get()
    assert answer.url == reverse("admin:programmes_newsupdate_page", args=[update.pk])
    assert (update.title_en, update.text_en) == ("The launch", "A day.\n\n- one")
    assert (update.state, update.slug, update.changed_at) == (NewsState.DRAFT, None, None)
    assert AuditEntry.objects.get(verb="news.changed").actor == coordinator


def test_a_new_update_goes_to_own_programmes_only(write, programme, stranger):
    answer = write(programme=stranger.team_memberships.get().programme, title_en="The launch")
    assert "Select a valid choice" in said(answer)
    assert not NewsUpdate.objects.exists()


def test_html_is_refused_beside_its_field_and_nothing_is_saved(write, draft):
    answer = write(draft, text_en="<script>alert(1)</script>", title_en="Changed")
    assert "The text holds HTML (&lt;script&gt;)" in said(answer)
    assert "<script>alert(1)" not in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title_en == "Graduates teach in their districts"


def test_a_published_update_says_when_it_was_changed_and_keeps_its_address(write, published):
    address = published.slug
    write(published, title_en="Graduates teach everywhere")
    published.refresh_from_db()
    assert (published.title_en, published.slug) == ("Graduates teach everywhere", address)
    assert published.changed_at is not None
    assert published.state == NewsState.PUBLISHED
    details = AuditEntry.objects.get(verb="news.changed").details
    assert "title_en" in details["fields"]


def test_a_published_update_stays_told_in_english(write, published):
    answer = write(published, text_en="")
    assert "Write its text in English." in said(answer)
    published.refresh_from_db()
    assert published.text_en
    assert published.changed_at is None


def test_a_draft_may_be_half_written(write, draft):
    write(draft, text_en="", title_bn="শিরোনাম")
    draft.refresh_from_db()
    assert (draft.text_en, draft.title_bn) == ("", "শিরোনাম")


def test_a_withdrawn_update_is_not_edited(write, published, coordinator):
    publishing.withdraw(published, by=coordinator, reason="Wrong numbers")
    write(published, title_en="Changed")
    published.refresh_from_db()
    assert published.title_en == "Graduates teach in their districts"


def test_what_was_withdrawn_while_the_form_was_open_is_not_written_over(write, published, coordinator, monkeypatch):
    save = NewsUpdateAdmin.save_model

    def withdrawn_meanwhile(model_admin, request, update, form, change):
        publishing.withdraw(published, by=coordinator, reason="Wrong numbers")
        save(model_admin, request, update, form, change)

    monkeypatch.setattr(NewsUpdateAdmin, "save_model", withdrawn_meanwhile)
    answer = write(published, title_en="Changed")
    assert answer.url == reverse("admin:programmes_newsupdate_page", args=[published.pk])
    published.refresh_from_db()
    assert published.title_en == "Graduates teach in their districts"


def test_a_stranger_finds_no_form(signed_in, stranger, draft):
    assert signed_in(stranger).get(reverse("admin:programmes_newsupdate_change", args=[draft.pk])).status_code != 200


def new_picture(**fields):
    return {
        "pictures-TOTAL_FORMS": 1,
        "pictures-0-order": 1,
        **{f"pictures-0-{name}": value for name, value in fields.items()},
    }


def test_a_picture_is_added_with_its_words(write, published):
    write(published, **new_picture(upload=picture_file(2000, 1000), alt_en="Officers in a hall"))
    picture = published.pictures.get()
    assert (picture.alt_en, picture.width, picture.height) == ("Officers in a hall", 1600, 800)
    assert (picture.small_width, picture.small_height) == (640, 320)
    published.refresh_from_db()
    assert published.changed_at is not None


def test_a_picture_without_words_is_refused_beside_its_field(write, draft):
    answer = write(draft, **new_picture(upload=picture_file(), alt_en=" "))
    assert "Say in a few words what the picture shows." in said(answer)
    assert not NewsPicture.objects.exists()


def test_words_without_a_picture_are_refused_beside_their_field(write, draft):
    answer = write(draft, **new_picture(alt_en="A hall"))
    assert "Choose the file of the picture." in said(answer)


def test_a_file_that_only_says_it_is_a_picture_is_refused_beside_its_field(write, draft):
    fake = picture_file()
    fake.file.seek(0)
    fake.file.write(b"<html><script>")
    fake.file.truncate()
    fake.file.seek(0)
    answer = write(draft, **new_picture(upload=fake, alt_en="A hall"))
    assert "This is not a picture we can use." in said(answer)


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_is_taken_away_takes_its_files_along(write, published, settings):
    picture = add_picture(published)
    files = list(settings.MEDIA_ROOT.rglob("*.webp"))
    assert len(files) == 2
    write(published, **{"pictures-0-DELETE": "on"})
    assert not NewsPicture.objects.filter(pk=picture.pk).exists()
    assert [file for file in files if file.exists()] == []


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_is_replaced_gets_a_new_name(write, published, settings):
    picture = add_picture(published)
    write(published, **{"pictures-0-upload": picture_file(90, 30)})
    after = published.pictures.get()
    assert (after.pk, after.width, after.height) == (picture.pk, 90, 30)
    assert after.name != picture.name
    assert {path.name for path in settings.MEDIA_ROOT.rglob("*.webp")} == {
        f"{after.name}.webp",
        f"{after.name}-small.webp",
    }


def test_the_rule_itself_refuses_to_note_a_change_of_what_was_withdrawn(published, coordinator):
    publishing.withdraw(published, by=coordinator, reason="Wrong numbers")
    with pytest.raises(Refused, match="can no longer be changed"):
        publishing.record_change(published, by=coordinator, fields=["title_en"])
