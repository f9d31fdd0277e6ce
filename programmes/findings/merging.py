"""Findings with the same content: suggests pairs, merges them into one with all sources, marks pairs as distinct, separates them again."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, require
from accounts.refusal import Refused
from programmes.findings import lifecycle as rules
from programmes.findings.text_similarity import Known, pairs
from programmes.locking import refuse_unless_coordinates
from programmes.models import DistinctFindings, Finding, FindingSource, Programme

# Comparing so many takes longer than the page.
REMEMBERED_FROM, REMEMBERED_FOR = 300, 86_400


class Alike(NamedTuple):
    """Two findings that may have the same content, and their similarity (0 to 1)."""

    one: Finding
    other: Finding
    share: float

    @property
    def per_cent(self) -> int:
        return round(self.share * 100)


def known_findings(programme: Programme) -> Known:
    """Returns the texts of all findings of the programme that are not merged, for comparison; the keys are their ids. One
    query."""
    rows = Finding.objects.standing().filter(programme=programme).values_list("pk", "text_en", "text_bn")
    return Known((pk, text) for pk, *texts in rows for text in texts)


def suggestions(findings: Any, *, most: int = 25) -> tuple[list[Alike], int]:
    """Returns the most similar pairs among the open ones of these findings (a queryset), and the number of all pairs.

    Leaves out pairs marked as distinct and pairs from different programmes. Pairs of many findings are remembered until one of them
    changes, and only the findings that are returned are read. Four queries; of many findings five or six.
    """
    open_ones = findings.not_closed().order_by()
    alike = _remembered(open_ones)
    apart = set(DistinctFindings.objects.filter(one__in=findings).values_list("one", "other"))
    alike = [pair for pair in alike if pair[:2] not in apart]
    shown = alike[:most]
    rows = findings.in_bulk({pk for pair in shown for pk in pair[:2]})
    return [Alike(rows[one], rows[other], share) for one, other, share in shown], len(alike)


def _remembered(findings: Any) -> list[tuple[int, int, float]]:
    facts = findings.aggregate(many=Count("pk"), last=Max("pk"))
    if facts["many"] < REMEMBERED_FROM:
        return _pairs(findings)
    programmes = sorted(findings.values_list("programme", flat=True).distinct())
    changed = Finding.history.aggregate(last=Max("history_id"))["last"]
    key = ":".join(map(str, ("findings-alike", *programmes, facts["many"], facts["last"], changed)))
    found = cache.get(key)
    if found is None:
        found = _pairs(findings)
        cache.set(key, found, REMEMBERED_FOR)
    return found


def _pairs(findings: Any) -> list[tuple[int, int, float]]:
    """Returns the pairs of `text_similarity.pairs`, each within one programme."""
    texts: dict[int, list[tuple[int, str]]] = {}
    for pk, programme, *both in findings.values_list("pk", "programme", "text_en", "text_bn"):
        texts.setdefault(programme, []).extend((pk, text) for text in both)
    found = [pair for of_one in texts.values() for pair in pairs(of_one)]
    return sorted(found, key=lambda pair: (-pair[2], pair[:2]))


@transaction.atomic
def merge(
    finding: Finding,
    others: Iterable[Finding],
    *,
    by: User | None,
    text_en: str | None = None,
    text_bn: str | None = None,
) -> Finding:
    """Merges `others` into `finding`, which keeps its number and state and gains their sources; returns it.

    text_en, text_bn: its wording from now on; None leaves it. What pointed to the others (modules, workstreams, clauses)
    points to it as well. Refused when one of them is closed, merged already or of another programme.
    """
    ids = {finding.pk, *(other.pk for other in others)}
    if len(ids) < 2:
        raise Refused(_("Choose at least two findings to merge."))
    found = {
        one.pk: one
        for one in Finding.objects.filter(pk__in=ids)
        .select_for_update(of=("self",))
        .select_related("programme")
        .order_by("pk")
    }
    finding = found.pop(finding.pk)
    _refuse_merging(finding, found.values(), by)
    for other in found.values():
        _absorb(finding, other, by)
    words = {field: text for field, text in (("text_en", text_en), ("text_bn", text_bn)) if text is not None}
    record(by, "finding.merged", finding, merged=sorted(found))
    return rules.edit(finding, by=by, **words) if words else finding


@transaction.atomic
def separate(finding: Finding, *, by: User | None) -> Finding:
    """Separates a merged finding again, with the sources it brought; returns it."""
    finding = (
        Finding.objects.select_for_update(of=("self",)).select_related("programme", "merged_into").get(pk=finding.pk)
    )
    into = finding.merged_into
    if into is None:
        raise Refused(_("This finding is already one of its own."))
    refuse_unless_coordinates(by, finding.programme)
    rules.refuse_closed(into)
    FindingSource.objects.filter(finding=into, came_with=finding).delete()
    finding.merged_into = None
    finding._history_user = by
    finding.save(update_fields=["merged_into"])
    record(by, "finding.separated", finding, came_out_of=into.pk)
    record(by, "finding.let_go", into, let_go=finding.pk)
    return finding


@transaction.atomic
def mark_distinct(one: Finding, other: Finding, *, by: User) -> DistinctFindings:
    """Records that two findings are different, so that they are not suggested again."""
    first, second = sorted((one, other), key=lambda finding: finding.pk)
    for finding in (first, second):
        require(by, coordinates, finding.programme)
    if first.pk == second.pk:
        raise Refused(_("Choose two different findings."))
    pair, new = DistinctFindings.objects.get_or_create(one=first, other=second, defaults={"judged_by": by})
    if new:
        record(by, "finding.told_apart", first, other=second.pk)
    return pair


def _refuse_merging(finding: Finding, others: Iterable[Finding], by: User | None) -> None:
    refuse_unless_coordinates(by, finding.programme)
    for one in (finding, *others):
        if one.programme_id != finding.programme_id:
            raise Refused(_("Findings of different programmes can't be merged."))
        if one.merged_into_id:
            raise Refused(_("%(number)s was merged into another finding already.") % {"number": one.number})
        if one.is_closed:
            raise Refused(_("%(number)s is closed. Reopen it first.") % {"number": one.number})


def _absorb(finding: Finding, other: Finding, by: User | None) -> None:
    _take_sources(finding, other)
    _take_answers(finding, other)
    holders: list[Any] = [*other.workstreams.all(), *other.strategy_clauses.all()]
    for thing in holders:
        thing.findings.add(finding)
    # Findings merged into the other one before follow it, so that a chain is never longer than one step.
    for one in (other, *other.merged.all()):
        one.merged_into = finding
        one._history_user = by
        one.save(update_fields=["merged_into"])
    record(by, "finding.merged_away", other, into=finding.pk)


def _take_sources(finding: Finding, other: Finding) -> None:
    have = set(finding.sources.values_list("consultation", "raised_by"))
    FindingSource.objects.bulk_create(
        FindingSource(finding=finding, consultation_id=consultation, raised_by=raised_by, came_with=other)
        for consultation, raised_by in other.sources.values_list("consultation", "raised_by").distinct().order_by()
        if (consultation, raised_by) not in have
    )


def _take_answers(finding: Finding, other: Finding) -> None:
    """Modules are in an app above this one, so they are reached by their related name."""
    have = set(finding.answers.values_list("module", flat=True))
    answer = finding.answers.model
    answer.objects.bulk_create(
        answer(finding=finding, module_id=module, weight=weight)
        for module, weight in other.answers.values_list("module", "weight")
        if module not in have
    )
