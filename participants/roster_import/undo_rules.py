"""Which rows block the undo of an import, because they depend on a row that the import made. Each app registers its own models.

The module undo_blockers.py of an app registers every relation that points at an officer (or an enrolment): its rows block the
undo, with a sentence for the coordinator, or they are deleted together with the officer:

    blocks("trainings.AttendanceMark.enrolment", _("Attendance is marked."))
    cascades("participants.OfficerKey.officer")

A relation that is not registered blocks the undo, so that an undo never deletes other work.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.apps import apps
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from participants.merging.movable_relations import relations_to

# When rows block an undo: only of a new officer; also of a known one whose rank or unit changed; always.
ONLY_OF_NEW, IF_POSTED, ALWAYS = "only of new", "if posted", "always"

_rules: dict[str, "_Rule"] = {}


class _Rule(NamedTuple):
    sentence: str | Promise
    only: Q = Q()
    of_known: str = ONLY_OF_NEW
    cascades: bool = False


def blocks(relation: str, sentence: str | Promise, *, only: Q | None = None, of_known: str = ONLY_OF_NEW) -> None:
    """Registers that later rows of "app.Model.field" block an undo. sentence: the reason, a lazy string.

    only: a Q that selects the rows, default all. of_known: ONLY_OF_NEW where the rows block the undo of new officers only,
    IF_POSTED also of known officers whose rank or unit the import changed, ALWAYS of every officer.
    """
    _rules[relation] = _Rule(sentence, only or Q(), of_known)


def cascades(relation: str) -> None:
    """Registers that rows of "app.Model.field" never block an undo: they are deleted with the officer, or lose the reference."""
    _rules[relation] = _Rule("", cascades=True)


def unregistered_relations(model: type[Model]) -> list[str]:
    """Returns the relations to `model` that no app registered."""
    autodiscover_modules("undo_blockers")
    return [relation for relation in relations_to(model) if relation not in _rules]


def dependents_of(
    model: type[Model], ids: Iterable[int], *, of_known: Collection[str] = ()
) -> dict[int, dict[str, list[int]]]:
    """Returns {id: {relation: [ids]}} of the rows that point at these rows of `model` and could block an undo.

    of_known: only relations of these kinds; default all. One query for each relation.
    """
    found: dict[int, dict[str, list[int]]] = {owner: {} for owner in ids}
    if not found:
        return found
    for relation, rule in _rules_of(model, of_known):
        for owner, pk in _rows(relation, rule, found):
            found[owner].setdefault(relation, []).append(pk)
    return found


def reasons(
    model: type[Model], before: Mapping[int, Mapping[str, Collection[int]]], *, of_known: Collection[str] = ()
) -> dict[int, list[str]]:
    """Returns {id: [sentences]} about the rows that point at these rows of `model` now and did not before.

    before: {id: {relation: [ids]}} the result of `dependents_of` from then. of_known: as there. One query for each relation.
    """
    found: dict[int, list[str]] = {owner: [] for owner in before}
    if not found:
        return found
    for relation, rule in _rules_of(model, of_known):
        later = {owner for owner, pk in _rows(relation, rule, found) if pk not in before[owner].get(relation, ())}
        for owner in later:
            found[owner].append(str(rule.sentence))
    return {owner: list(dict.fromkeys(sentences)) for owner, sentences in found.items()}


def _rules_of(model, of_known):
    autodiscover_modules("undo_blockers")
    for relation in relations_to(model):
        rule = _rules.get(relation) or _default_rule(relation)
        if not rule.cascades and (not of_known or rule.of_known in of_known):
            yield relation, rule


def _default_rule(relation):
    what = apps.get_model(relation.rpartition(".")[0])._meta.verbose_name_plural
    return _Rule(_("Other records depend on it now: %(what)s.") % {"what": what})


def _rows(relation, rule, owners):
    label, _dot, field = relation.rpartition(".")
    rows = apps.get_model(label)._base_manager.filter(rule.only, **{f"{field}__in": list(owners)})
    return rows.order_by("pk").values_list(field, "pk")
