"""What may rest on a row that an import made, so that the import cannot be taken back. Each floor says it for its own models.

A module `undoing.py` of an app says of every relation that points at an officer (or an enrolment) whether its rows stand in
the way, with the sentence for the coordinator, or whether they go along:

    blocks("trainings.AttendanceMark.enrolment", _("Attendance is marked."))
    cascades("participants.OfficerKey.officer")

A relation of which nobody said anything stands in the way, so that nothing is ever lost with an import.
"""

from typing import NamedTuple

from django.apps import apps
from django.db.models import Q
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from participants.merging.movable_relations import relations_to

# Whether rows stand in the way of giving an officer who was known before the old values back.
ONLY_OF_NEW, IF_POSTED, ALWAYS = "only of new", "if posted", "always"

_rules = {}


class _Rule(NamedTuple):
    sentence: str
    only: Q = Q()
    of_known: str = ONLY_OF_NEW
    cascades: bool = False


def blocks(relation, sentence, *, only=None, of_known=ONLY_OF_NEW):
    """Rows of "app.Model.field" that came since the import stand in the way of taking it back; `sentence` (lazy) says so.

    only: a Q that such rows meet, default any row. of_known: ONLY_OF_NEW where such rows matter for what the import made,
    IF_POSTED where also for the rank and unit it gave an officer known before, ALWAYS for every such officer.
    """
    _rules[relation] = _Rule(sentence, only or Q(), of_known)


def cascades(relation):
    """Rows of "app.Model.field" are nobody's work: they go with the row that an import made, or do without it."""
    _rules[relation] = _Rule("", cascades=True)


def unregistered_relations(model):
    """Returns the relations to `model` of which no floor said anything."""
    autodiscover_modules("undo_blockers")
    return [relation for relation in relations_to(model) if relation not in _rules]


def dependents_of(model, ids, *, of_known=()):
    """Returns {id: {relation: [ids of the rows]}} of what points at these rows of `model` now and could stand in the way.

    of_known: only relations of these kinds; default all. A query for each relation.
    """
    held = {owner: {} for owner in ids}
    if not held:
        return held
    for relation, rule in _rules_of(model, of_known):
        for owner, pk in _rows(relation, rule, held):
            held[owner].setdefault(relation, []).append(pk)
    return held


def reasons(model, before, *, of_known=()):
    """Returns {id: [sentences]} on the rows that point at these rows of `model` now and did not before.

    before: {id: {relation: [ids]}} as `dependents_of` returned it; of_known: as there. A query for each relation.
    """
    found = {owner: [] for owner in before}
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
        rule = _rules.get(relation) or _unspoken(relation)
        if not rule.cascades and (not of_known or rule.of_known in of_known):
            yield relation, rule


def _unspoken(relation):
    what = apps.get_model(relation.rpartition(".")[0])._meta.verbose_name_plural
    return _Rule(_("Other records rest on it since: %(what)s.") % {"what": what})


def _rows(relation, rule, owners):
    label, _dot, field = relation.rpartition(".")
    rows = apps.get_model(label)._base_manager.filter(rule.only, **{f"{field}__in": list(owners)})
    return rows.order_by("pk").values_list(field, "pk")
