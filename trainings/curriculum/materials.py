"""The documents for the modules of a day, by module and for whom they are meant."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from accounts.models import User
from programmes.models import Audience, LibraryResource, LibraryVersion
from trainings.models import Module, Slot

MOST = 50


class Material(NamedTuple):
    """A document for a module. audience: in words; is_for_officers: whether it may be handed to them."""

    resource: LibraryResource
    audience: str
    is_for_officers: bool


def materials_of(slots: Iterable[Slot], *, by: User) -> list[tuple[Module, list[Material]]]:
    """Returns the modules of the slots in their order, each with the documents that `by` may read, `MOST` in all at most.

    slots: with their modules. Modules without a document are left out. One query, none without modules.
    """
    modules = {slot.module.pk: slot.module for slot in slots if slot.module}
    if not modules:
        return []
    written = Exists(LibraryVersion.objects.filter(resource=OuterRef("pk")))
    readable = LibraryResource.objects.visible_to(by).filter(written).values("pk")
    links = Module.resources.through.objects.filter(module__in=modules, libraryresource__in=readable)
    found: dict[int, list[Material]] = {pk: [] for pk in modules}
    for link in links.select_related("libraryresource").order_by("libraryresource__title_en", "pk")[:MOST]:
        resource = link.libraryresource
        is_for_officers = resource.audience in (Audience.OFFICERS, Audience.PUBLIC)
        found[link.module_id].append(Material(resource, resource.get_audience_display(), is_for_officers))
    return [(modules[pk], materials) for pk, materials in found.items() if materials]
