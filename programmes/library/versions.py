"""The library: adds versions (they never change), withdraws and restores resources, and counts every opening."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from programmes.consultations.summaries import first_sentence
from programmes.locking import locked_record
from programmes.models import LibraryResource, LibraryVersion


@transaction.atomic
def add_version(
    resource: LibraryResource, *, by: User | None, file: Any = None, link: str = "", note: str = ""
) -> LibraryVersion:
    """Adds the next version of a resource, from an uploaded file or a link (https or http); returns it.

    Raises Refused when both or neither are given, when the kind of file is not allowed, or the link is not http or https.
    """
    resource = locked_record(resource, by=by)
    if bool(file) == bool(link):
        raise Refused(_("Give either a file or a link."))
    if link and urlsplit(link).scheme not in ("https", "http"):
        raise Refused(_("A link begins with https:// or http://."))
    last = resource.versions.aggregate(last=Max("number"))["last"] or 0
    version = LibraryVersion(resource=resource, number=last + 1, link=link, note=note.strip(), added_by=by)
    if file:
        version.attach(file)
    try:
        version.full_clean()
    except ValidationError as no:
        raise Refused(first_sentence(no)) from no
    version.save()
    record(by, "resource.version_added", resource, version=version.number)
    return version


@transaction.atomic
def withdraw(resource: LibraryResource, *, by: User | None) -> LibraryResource:
    """Withdraws a resource: only coordinators see it. Returns it."""
    return _set_withdrawn(resource, True, by)


@transaction.atomic
def bring_back(resource: LibraryResource, *, by: User | None) -> LibraryResource:
    """Restores a resource for its audience. Returns it."""
    return _set_withdrawn(resource, False, by)


def count_opening(version: LibraryVersion) -> None:
    """Counts one opening of a version, with one UPDATE: two readers at once are both counted."""
    LibraryVersion.objects.filter(pk=version.pk).update(opened=F("opened") + 1)


def _set_withdrawn(resource: LibraryResource, is_withdrawn: bool, by: User | None) -> LibraryResource:
    resource = locked_record(resource, by=by)
    if resource.is_withdrawn == is_withdrawn:
        raise Refused(_("It is withdrawn already.") if is_withdrawn else _("It is in use already."))
    resource.is_withdrawn = is_withdrawn
    resource._history_user = by
    resource.save(update_fields=["is_withdrawn"])
    record(by, "resource.withdrawn" if is_withdrawn else "resource.brought_back", resource)
    return resource
