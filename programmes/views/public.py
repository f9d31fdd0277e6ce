"""News for anyone to read, and subscribing to it. Nothing here counts readers or follows them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from accounts.access.view_guards import public
from accounts.models import Language
from accounts.permissions import coordinates
from accounts.refusal import Refused
from programmes.files import images
from programmes.models import NewsPicture, NewsTopic, NewsUpdate, Subscription
from programmes.news import feed as feeds
from programmes.news import markup, subscriptions
from programmes.news.forms import SubscribeForm
from programmes.reflections import quotations

PER_PAGE = 5
# Short, so that what was withdrawn is soon gone everywhere.
PAGE_SECONDS, FILE_SECONDS = 60, 300


def _in_language_of_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Activates the language in the address (?language=bn), used by the switch of the page, e-mails and search engines."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _chosen(request):
            _speak(request, _chosen(request))
        return view(request, *args, **kwargs)

    return answer


def _chosen(request: HttpRequest) -> str:
    language = request.GET.get("language")
    return language if language in Language.values else ""


def _speak(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()


def _speak_as_subscribed(request: HttpRequest, language: str) -> None:
    if language and not _chosen(request) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        _speak(request, language)


def _render(request: HttpRequest, page: Any, context: Any = None, *, status: Any = None) -> HttpResponse:
    """Renders a page of the news with its way into the other language, and what keeps a chosen one on the way on."""
    other = "en" if translation.get_language().startswith("bn") else "bn"
    query = request.GET.copy()
    query["language"] = other
    languages = {
        "other_language": {"code": other, "url": f"?{query.urlencode()}"},
        "in_language": f"?language={_chosen(request)}" if _chosen(request) else "",
    }
    return render(request, f"programmes/news/{page}.html", {**languages, **(context or {})}, status=status)


def _briefly_cached(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Allows caching of strangers' pages for a minute: they contain no cookie and no token."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
        return response

    return answer


# /updates/


@public
@require_safe
@_in_language_of_link
@_briefly_cached
def updates(request: HttpRequest) -> HttpResponse:
    """The newest updates, five to a page; ?topic= shows one topic."""
    news = NewsUpdate.objects.public()
    topics, language = _topics(news), _chosen(request)
    topic = request.GET.get("topic", "")
    if topic:
        if topic not in NewsTopic.values:
            raise Http404
        news = news.filter(topic=topic)
    page = Paginator(news.newest_first().with_parts(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "stories": [_story(update) for update in page],
        "topics": [(one, number, _address(topic=one.value, language=language)) for one, number in topics],
        "topic": NewsTopic(topic) if topic else None,
        "newer": page.has_previous() and _address(topic=topic, page=page.previous_page_number(), language=language),
        "older": page.has_next() and _address(topic=topic, page=page.next_page_number(), language=language),
        "form": _empty_form(),
        **_in_both_languages(reverse("updates:updates"), topic=topic, page=page.number if page.number > 1 else ""),
    }
    return _render(request, "updates", context)


@public
@require_safe
@_in_language_of_link
@_briefly_cached
def update(request: HttpRequest, slug: str) -> HttpResponse:
    """One update. A withdrawn one says that it is gone; a draft is not there."""
    once_public = NewsUpdate.objects.exclude(published_at=None).filter(programme__is_public=True)
    found = get_object_or_404(once_public.with_parts(), slug=slug)
    if found.is_withdrawn:
        return _render(request, "withdrawn", status=410)
    context = {
        "update": found,
        "story": _story(found),
        "form": _empty_form(),
        **_in_both_languages(found.get_absolute_url()),
    }
    return _render(request, "update", context)


def _topics(news: Any) -> list[Any]:
    """Returns [(topic, how many)], the fullest first."""
    counts = news.order_by().values_list("topic").annotate(number=Count("pk")).order_by("-number", "topic")
    return [(NewsTopic(topic), number) for topic, number in counts]


def _story(update: NewsUpdate) -> dict[str, Any]:
    """Returns what the templates show of an update in the language of the page."""
    return story(update, translation.get_language())


def story(update: NewsUpdate, language: str) -> dict[str, Any]:
    """Returns what is shown of an update (`with_parts`) in a language.

    {"update", "text", "summary", "html", "pictures", "quotations", "goals"}
    """
    text = update.text_in(language)
    return {
        "update": update,
        "text": text,
        "summary": text.summary or markup.excerpt(text.text),
        "html": markup.html(text.text),
        "pictures": [
            {
                "picture": picture,
                "alt": picture.text_of("alt", language),
                "caption": picture.text_of("caption", language),
            }
            for picture in update.pictures.all()
        ],
        "quotations": quotations.quotations(update.reflections.all(), language),
        "goals": list(update.goals.all()),
    }


def _in_both_languages(path: str, **query: Any) -> dict[str, Any]:
    """Returns the addresses a search engine is given: this page, and this page in each language."""
    parameters = {name: value for name, value in query.items() if value}

    def address(**more: Any) -> str:
        asked = urlencode({**parameters, **more})
        return settings.SITE_URL + path + (f"?{asked}" if asked else "")

    return {
        "canonical": address(language=translation.get_language()[:2]),
        "alternates": [(language, address(language=language)) for language in Language.values],
    }


def _address(**query: Any) -> str:
    parameters = {name: value for name, value in query.items() if value and value != 1}
    return reverse("updates:updates") + (f"?{urlencode(parameters)}" if parameters else "")


@public
@require_safe
@conditional_page
def feed(request: HttpRequest, language: str = Language.ENGLISH.value) -> HttpResponse:
    """The newest updates as Atom."""
    response = feeds.answer(request, language)
    patch_cache_control(response, public=True, max_age=FILE_SECONDS)
    return response


@public
@require_safe
@conditional_page
def picture(request: HttpRequest, name: str, small: Any = False) -> HttpResponseBase:
    """The file of a picture: to anyone while its update is public, to coordinators of the programme always."""
    found = get_object_or_404(NewsPicture.objects.select_related("news__programme"), name=name)
    for_all = found.news.is_published and found.news.programme.is_public
    if not for_all and not coordinates(request.user, found.news.programme):
        raise Http404
    try:
        file = default_storage.open(images.path_of(found.name, small=small))
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(file, content_type="image/webp", filename="picture.webp")
    response["ETag"] = f'"{found.name}{"-small" if small else ""}"'
    if for_all:
        patch_cache_control(response, public=True, max_age=FILE_SECONDS)
    else:
        patch_cache_control(response, no_store=True)
    return response


# /updates/subscribe/


def _empty_form() -> Any:
    return SubscribeForm(initial={"language": translation.get_language()[:2]})


# Without a token of a form: whoever posts here brings no right that another site could borrow, and a page with a token
# would give each of its readers a cookie.
@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@_in_language_of_link
def subscribe(request: HttpRequest) -> HttpResponse:
    """Subscribes an address. The response is the same for a known, a new and a throttled one."""
    if request.method != "POST":
        return _render(request, "subscribe", {"form": _empty_form()})
    if not ratelimit.consume(request, action="subscribe"):
        return ratelimit.respond_429(request)
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return _render(request, "subscribe", {"form": form})
    email = form.cleaned_data["email"]
    if ratelimit.consume(request, action="subscription_letter", key=email):
        subscriptions.ask(email, language=form.cleaned_data["language"])
    return redirect(reverse("updates:asked") + (f"?language={_chosen(request)}" if _chosen(request) else ""))


@public
@require_safe
@never_cache
@_in_language_of_link
def asked(request: HttpRequest) -> HttpResponse:
    """Says that an e-mail is on its way."""
    return _render(request, "asked", {"link_days": subscriptions.CONFIRM_WITHIN.days})


@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@_in_language_of_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button that starts the subscription, because mail scanners open links."""
    _speak_as_subscribed(request, subscriptions.language_of(token))
    try:
        subscription = subscriptions.waiting(token)
        _speak_as_subscribed(request, subscription.language)
        if request.method == "POST":
            subscriptions.confirm(token)
            return _render(request, "confirmed", {"leave_key": subscription.leave_key})
    except Refused as no:
        context = {"reason": str(no), "form": _empty_form()}
        return _render(request, "link_ended", context, status=410)
    return _render(request, "confirm", {"subscription": subscription})


# Mail programs send the form for their reader (RFC 8058), without a cookie or a form token. The key in the address is the
# only right needed to end this subscription.
@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@_in_language_of_link
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button that ends a subscription. The same page for an ended or unknown subscription."""
    subscription = Subscription.objects.filter(leave_key=token).first()
    if subscription:
        _speak_as_subscribed(request, subscription.language)
    if request.method == "POST":
        if subscription:
            subscriptions.end(subscription)
        return _render(request, "left")
    return _render(request, "leave")
