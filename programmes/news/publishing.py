"""Changes of an update: draft → published → withdrawn."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from jobs import requesting
from programmes.files import images
from programmes.locking import locked_record
from programmes.models import NewsPicture, NewsState, NewsUpdate, Reflection
from programmes.news import markup
from programmes.reflections import quotations

# Names that /updates/<…>/ uses itself (programmes/urls_news.py).
TAKEN = frozenset({"confirm", "feed", "leave", "pictures", "subscribe"})
SLUG_LENGTH = 80
TRIES = 5


def missing(update: NewsUpdate, *, today: date | None = None) -> list[tuple[str, str]]:
    """Returns what is missing before publication: a list of (name of the field, sentence).

    today: the date in Dhaka, by default today's. An empty list means that it can be published.
    """
    today = today or timezone.localdate()
    found = []
    if not update.title_en:
        found.append(("title_en", _("Give it a title in English.")))
    if not update.text_en:
        found.append(("text_en", _("Write its text in English.")))
    if update.title_bn and not update.text_bn:
        found.append(("text_bn", _("The title is there in Bangla, the text is not. Write it, or take the title away.")))
    if update.text_bn and not update.title_bn:
        found.append(("title_bn", _("The text is there in Bangla, the title is not. Write it, or take the text away.")))
    for field in ("text_en", "text_bn"):
        found += [(field, sentence) for sentence in markup.problems(getattr(update, field))]
    if update.dated_on and update.dated_on > today:
        found.append(("dated_on", _("Its date is still to come. Publish it on that day, or give another date.")))
    return found


def lost_quotations(update: NewsUpdate) -> list[str]:
    """Returns a sentence for each chosen reflection that must not be quoted. Readers do not see these any more."""
    return quotations.problems(update.reflections.all(), update.programme)


@transaction.atomic
def publish(update: NewsUpdate, *, by: User) -> NewsUpdate:
    """Publishes a draft. Returns it; raises Refused. Its address is fixed from now on."""
    update = locked_record(update, by=by, or_system=False)
    if not update.is_draft:
        raise Refused(_("Only a draft can be published."))
    if not update.programme.is_public:
        raise Refused(_("The programme does not speak in public yet. Say so on the page of the programme first."))
    if lacks := [*(sentence for _field, sentence in missing(update)), *lost_quotations(update)]:
        raise Refused(" ".join(lacks))
    update.state, update.published_at = NewsState.PUBLISHED, timezone.now()
    _save_at_a_free_address(update)
    record(by, "news.published", update, before=NewsState.DRAFT.value, after=update.state)
    return update


@transaction.atomic
def withdraw(update: NewsUpdate, *, by: User, reason: str) -> NewsUpdate:
    """Withdraws a published update and stops its mailing. Returns it; raises Refused."""
    update = locked_record(update, by=by, or_system=False)
    if not update.is_published:
        raise Refused(_("Only a published update can be withdrawn."))
    if not reason.strip():
        raise Refused(_("Give a reason. Only coordinators of the programme read it."))
    update.state, update.reason, update.withdrawn_at = NewsState.WITHDRAWN, reason.strip(), timezone.now()
    update.save(update_fields=["state", "reason", "withdrawn_at"])
    mailing = getattr(update, "mailing", None)
    if mailing:
        with suppress(Refused):  # it has ended already
            requesting.cancel(mailing.job, by=by)
    record(by, "news.withdrawn", update, before=NewsState.PUBLISHED.value, after=update.state)
    return update


@transaction.atomic
def quote(update: NewsUpdate, reflections: Iterable[Reflection], *, by: User) -> NewsUpdate:
    """Makes these reflections the ones that an update quotes. Returns it.

    Raises Refused, and changes nothing, when one of them must not be quoted (no consent, not published, of another
    programme) or the update was withdrawn.
    """
    update = locked_record(update, by=by, or_system=False)
    chosen = Reflection.objects.filter(pk__in=[reflection.pk for reflection in reflections])
    if wrong := quotations.problems(chosen, update.programme):
        raise Refused(" ".join(wrong))
    update.reflections.set(chosen)
    return record_change(update, by=by, fields=["reflections"])


@transaction.atomic
def record_change(update: NewsUpdate, *, by: User, fields: Iterable[str]) -> NewsUpdate:
    """Call after an update or its pictures were edited, in the same transaction. Returns it as it is now.

    fields: names of what changed. A published one shows the time of the change. Raises Refused when it was withdrawn
    meanwhile, or is published and would become invalid; then the caller must roll its transaction back.
    """
    update = locked_record(update, by=by, or_system=False)
    if update.is_withdrawn:
        raise Refused(_("This update was withdrawn; it can no longer be changed."))
    if update.is_published:
        if lacks := missing(update):
            raise Refused(" ".join(sentence for _field, sentence in lacks))
        update.changed_at = timezone.now()
        update.save(update_fields=["changed_at"])
    record(by, "news.changed", update, fields=sorted(fields))
    return update


def add_picture(update: NewsUpdate, ready: images.PreparedImage, *, order: int = 1, **words: str) -> NewsPicture:
    """Stores a picture (pictures.PreparedImage) and its row. words: alt_en (required), alt_bn, caption_en, caption_bn."""
    name = images.store(ready)
    try:
        with transaction.atomic():
            return NewsPicture.objects.create(news=update, name=name, order=order, **sizes_of(ready), **words)
    except Exception:
        images.discard(name)
        raise


def sizes_of(ready: images.PreparedImage) -> dict[str, int]:
    """Returns the sizes of a pictures.PreparedImage as the fields of a NewsPicture."""
    (width, height), (small_width, small_height) = ready.large_size, ready.small_size
    return {"width": width, "height": height, "small_width": small_width, "small_height": small_height}


def remove_picture(picture: NewsPicture) -> None:
    """Removes the row now, and the files after the commit."""
    picture.delete()
    discard_later(picture.name)


def discard_later(name: str) -> None:
    """Removes the files of a picture once the transaction that no longer needs them is committed."""
    transaction.on_commit(partial(images.discard, name))


def _save_at_a_free_address(update: NewsUpdate) -> None:
    """Saves it with a slug made of its title; a number is added and increased until the slug is free."""
    base = slugify(update.title_en)[: SLUG_LENGTH - 6].strip("-") or f"update-{update.pk}"
    taken = set(TAKEN) | set(NewsUpdate.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    for _attempt in range(TRIES):
        number = 2
        update.slug = base
        while update.slug in taken:
            update.slug, number = f"{base}-{number}", number + 1
        try:
            with transaction.atomic():
                update.save(update_fields=["slug", "state", "published_at"])
                return
        except IntegrityError:
            # Another update took the same slug at the same moment.
            taken.add(update.slug)
    raise Refused(_("Its address is taken. Try again, or change the title."))
