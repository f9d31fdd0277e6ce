"""The newest updates as an Atom feed, one per language. Its addresses are those of this site, whatever host a request named."""

from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Language
from programmes.models import NewsUpdate
from programmes.news import markup
from programmes.reflections import quotations

ITEMS = 20
NAMES = {"en": "updates:feed", "bn": "updates:feed_bn"}


def answer(request: HttpRequest, language: str) -> HttpResponse:
    """Returns the response with the feed in that language ("en" or "bn")."""
    with translation.override(language):
        response = _NewsFeed(language)(request)
    response["Content-Language"] = language
    return response


class _AtomFeed(Atom1Feed):
    """Django's feed, with the summary and the whole text of an entry in elements of their own."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class _NewsFeed(Feed):
    feed_type = _AtomFeed
    author_name = "Shetu"  # the programmes; RFC 4287 wants an author, and it is never a person
    language: str

    def __init__(self, language: str) -> None:
        self.language = language

    def title(self) -> str:
        return _("Shetu: updates")

    def subtitle(self) -> str:
        return _("What the programme has done, what it learned, and what comes next")

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('updates:updates')}?language={self.language}"

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse(NAMES[self.language])

    def feed_guid(self) -> str:
        return self.feed_url()

    def items(self) -> QuerySet[NewsUpdate]:
        return (
            NewsUpdate.objects.public()
            .newest_first()
            .select_related("programme")
            .prefetch_related("reflections")[:ITEMS]
        )

    def item_title(self, item: NewsUpdate) -> str:
        return item.text_in(self.language).title

    def item_author_name(self, item: NewsUpdate) -> str:
        return item.programme.title

    def item_description(self, item: NewsUpdate) -> str | None:  # type: ignore[override]  # an entry may have no summary
        return escape(item.text_in(self.language).summary) or None

    def item_extra_kwargs(self, item: NewsUpdate) -> dict[str, Any]:
        return {"content": self._content(item), "language": item.text_in(self.language).language}

    def _content(self, item: NewsUpdate) -> str:
        text = item.text_in(self.language)
        summary = format_html("<p>{}</p>", text.summary) if text.summary else ""
        text = format_html('<div lang="{}">{}{}</div>', text.language, summary, markup.html(text.text))
        quoted = quotations.quotations(item.reflections.all(), self.language)
        return text + SafeString("").join(
            render_to_string("programmes/news/_quotation.html", {"one": one}) for one in quoted
        )

    def item_link(self, item: NewsUpdate) -> str:
        return f"{settings.SITE_URL}{item.get_absolute_url()}?language={self.language}"

    def item_guid(self, item: NewsUpdate) -> str:
        # Each language is an entry of its own. English ones keep the id that readers have.
        return (
            self.item_link(item) if self.language != Language.ENGLISH else settings.SITE_URL + item.get_absolute_url()
        )

    def item_pubdate(self, item: NewsUpdate) -> Any:
        return item.published_at

    def item_updateddate(self, item: NewsUpdate) -> Any:
        return item.changed_at or item.published_at

    def item_categories(self, item: NewsUpdate) -> list[str]:
        return [item.get_topic_display()]
