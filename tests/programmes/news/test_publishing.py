"""From a draft to something anyone may read."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.models import NewsState, NewsUpdate
from programmes.news import publishing
from tests.programmes.news.factories import NewsUpdateFactory


def test_a_draft_is_published_with_its_moment_and_its_address(draft, coordinator):
    update = publishing.publish(draft, by=coordinator)
    assert (update.state, update.slug) == (NewsState.PUBLISHED, "graduates-teach-in-their-districts")
    assert update.published_at is not None
    assert update.changed_at is None
    entry = AuditEntry.objects.get(verb="news.published")
    assert (entry.actor, entry.target_id, entry.details) == (
        coordinator,
        str(update.pk),
        {"before": "draft", "after": "published"},
    )


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [
        ({"title_en": ""}, "Give it a title in English."),
        ({"text_en": ""}, "Write its text in English."),
        ({"title_bn": "শিরোনাম"}, "The title is there in Bangla, the text is not."),
        ({"text_bn": "লেখা"}, "The text is there in Bangla, the title is not."),
        ({"text_en": "<b>HTML</b>"}, "The text holds HTML"),
        ({"dated_on": date(2999, 12, 31)}, "Its date is still to come."),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(programme, coordinator, lacks, sentence):
    update = NewsUpdateFactory(programme=programme, **lacks)
    with pytest.raises(Refused, match=sentence):
        publishing.publish(update, by=coordinator)
    update.refresh_from_db()
    assert (update.state, update.slug, update.published_at) == (NewsState.DRAFT, None, None)
    assert not AuditEntry.objects.filter(verb="news.published").exists()


def test_a_programme_that_does_not_speak_in_public_publishes_nothing(draft, programme, coordinator):
    programme.is_public = False
    programme.save()
    with pytest.raises(Refused, match="does not speak in public yet"):
        publishing.publish(draft, by=coordinator)


def test_only_a_coordinator_of_the_programme_publishes(draft, stranger, observer):
    for somebody in (stranger, observer):
        with pytest.raises(Refused, match="Only a coordinator of the programme"):
            publishing.publish(draft, by=somebody)


def test_nothing_is_published_twice(published, coordinator):
    with pytest.raises(Refused, match="Only a draft can be published"):
        publishing.publish(published, by=coordinator)


def test_two_updates_of_one_title_get_two_addresses(programme, coordinator):
    first, second, third = (
        publishing.publish(NewsUpdateFactory(programme=programme, title_en="The launch"), by=coordinator)
        for _n in range(3)
    )
    assert [first.slug, second.slug, third.slug] == ["the-launch", "the-launch-2", "the-launch-3"]


@pytest.mark.parametrize("title", ["Feed", "Subscribe", "Pictures", "Leave", "Confirm"])
def test_no_update_takes_an_address_that_is_something_else(programme, coordinator, title):
    update = publishing.publish(NewsUpdateFactory(programme=programme, title_en=title), by=coordinator)
    assert update.slug == f"{title.lower()}-2"


def test_a_title_without_latin_letters_still_gets_an_address(programme, coordinator):
    update = publishing.publish(NewsUpdateFactory(programme=programme, title_en="সেতু"), by=coordinator)
    assert update.slug == f"update-{update.pk}"


def test_the_database_keeps_no_published_update_without_english(published):
    for field in ("title_en", "text_en"):
        with pytest.raises(IntegrityError), transaction.atomic():
            NewsUpdate.objects.filter(pk=published.pk).update(**{field: ""})
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsUpdate.objects.filter(pk=published.pk).update(title_bn="শিরোনাম")


def test_an_address_taken_at_the_same_moment_gives_the_next_one(draft, programme, coordinator, monkeypatch):
    wanted = "graduates-teach-in-their-districts"
    real, others = NewsUpdate.save, []

    def slower(self, *args, **kwargs):
        if not others and self.slug == wanted:
            # Between the look for free addresses and the write another update takes the one that was free.
            others.append(NewsUpdateFactory(programme=programme))
            NewsUpdate.objects.filter(pk=others[0].pk).update(slug=wanted)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(NewsUpdate, "save", slower)
    assert publishing.publish(draft, by=coordinator).slug == f"{wanted}-2"
