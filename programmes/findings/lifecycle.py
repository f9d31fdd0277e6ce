"""The lifecycle of a finding: recorded, then open → accepted → in progress → done, or declined. One function per step."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.audit.trail import record, record_many
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.text.sentences import numbers
from programmes.locking import locked_record, refuse_unless_coordinates
from programmes.models import (
    CLOSED_STATES,
    Consultation,
    Finding,
    FindingKind,
    FindingSource,
    FindingState,
    ParticipantCategory,
    Priority,
    Programme,
    Theme,
)

MOST_AT_ONCE = 500
EDITABLE = ("kind", "theme", "text_en", "text_bn", "priority", "owner", "due_on")
_BANGLA = re.compile(r"[\u0980-\u09ff]")
_LONGEST = Finding._meta.get_field("text_en").max_length or 0


@dataclass(frozen=True)
class NewFinding:
    """A finding to be recorded. `joins`: id of an existing finding with the same content, which gets one more source."""

    kind: str
    theme: str
    text_en: str = ""
    text_bn: str = ""
    raised_by: str = ""
    priority: int = Priority.MEDIUM
    owner: User | None = None
    due_on: date | None = None
    joins: int | None = None


def in_its_language(text: str) -> dict[str, str]:
    """Returns {"text_bn": text} when it is written in Bangla letters, {"text_en": text} otherwise."""
    return {"text_bn" if _BANGLA.search(text) else "text_en": text}


def problems(new: NewFinding) -> dict:
    """Returns {field: sentence} for all problems of a NewFinding; {} when it is valid. Does not read the database."""
    found = {}
    if new.kind not in FindingKind.values:
        found["kind"] = _("Choose the kind.")
    if new.theme not in Theme.values:
        found["theme"] = _("Choose the theme.")
    if new.priority not in Priority.values:
        found["priority"] = _("Choose the priority.")
    if new.raised_by and new.raised_by not in ParticipantCategory.values:
        found["raised_by"] = _("Choose who raised it from the list.")
    if not new.text_en.strip() and not new.text_bn.strip():
        found["text"] = _("Write the finding in at least one language.")
    elif max(len(new.text_en), len(new.text_bn)) > _LONGEST:
        found["text"] = _("A finding has at most %(most)s letters.") % numbers(most=_LONGEST)
    return found


@transaction.atomic
def record_findings(
    rows: Iterable[NewFinding], *, programme: Programme, by: User | None, consultation: Consultation | None = None
) -> list[Finding]:
    """Records many NewFindings at once, all or none; returns the findings, new or joined, in the order given.

    consultation: where they came up, None for a desk review. Raises Refused with the first problem there is.
    """
    rows = list(rows)
    refuse_unless_coordinates(by, programme)
    if consultation is not None and consultation.programme_id != programme.pk:
        raise Refused(_("This consultation belongs to another programme."))
    if len(rows) > MOST_AT_ONCE:
        raise Refused(_("At most %(most)s findings can be recorded at once.") % numbers(most=MOST_AT_ONCE))
    for number, row in enumerate(rows, start=1):
        for sentence in problems(row).values():
            raise Refused(
                _("Row %(number)s: %(problem)s") % {"number": digits(number, get_language()), "problem": sentence}
            )
    _refuse_owners_from_outside({row.owner for row in rows}, programme)
    joined = _joined(rows, programme)
    new = [row for row in rows if row.joins is None]
    made = bulk_create_with_history([_finding(row, programme, by) for row in new], Finding, default_user=by)
    record_many(
        by, "finding.recorded", [(finding, {"consultation": getattr(consultation, "pk", None)}) for finding in made]
    )
    fresh = iter(made)
    findings = [joined[row.joins] if row.joins else next(fresh) for row in rows]
    _add_sources(zip(findings, rows, strict=True), consultation, by)
    return findings


@transaction.atomic
def edit(finding: Finding, *, by: User | None, **changes: Any) -> Finding:
    """Changes the fields named in EDITABLE; returns the finding. Refused when it is closed or would become invalid."""
    finding = _locked(finding, by=by)
    refuse_closed(finding)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise TypeError(f"edit() does not change {sorted(unknown)}.")
    changed = [field for field, value in changes.items() if getattr(finding, field) != value]
    if not changed:
        return finding
    for field in changed:
        setattr(finding, field, changes[field])
    for sentence in problems(_as_new(finding)).values():
        raise Refused(sentence)
    if "owner" in changed:
        _refuse_owners_from_outside({finding.owner}, finding.programme)
    _save(finding, *changed, by=by)
    record(by, "finding.edited", finding, fields=sorted(changed))
    return finding


def accept(finding: Finding, *, by: User | None) -> Finding:
    """open → accepted. Returns the finding."""
    return _move(finding, FindingState.ACCEPTED, "finding.accepted", by=by)


def start(finding: Finding, *, by: User | None) -> Finding:
    """accepted → in progress. Returns the finding."""
    return _move(finding, FindingState.IN_PROGRESS, "finding.started", by=by)


def finish(finding: Finding, *, by: User | None, outcome: str = "") -> Finding:
    """in progress → done. outcome: what came of it, in words; may be empty. Returns the finding."""
    return _move(finding, FindingState.DONE, "finding.finished", by=by, outcome=outcome.strip())


def decline(finding: Finding, *, by: User | None, reason: str) -> Finding:
    """Any state but done → declined. Returns the finding. Refused without a reason."""
    if not reason.strip():
        raise Refused(_("Say why the finding is declined."))
    return _move(finding, FindingState.DECLINED, "finding.declined", by=by, reason=reason.strip())


def reopen(finding: Finding, *, by: User | None) -> Finding:
    """done → in progress, declined → open. Returns the finding."""
    to = FindingState.OPEN if finding.state == FindingState.DECLINED else FindingState.IN_PROGRESS
    return _move(finding, to, "finding.reopened", by=by)


# (from, to): the verb for the audit trail
STEPS = {
    (FindingState.OPEN, FindingState.ACCEPTED): "finding.accepted",
    (FindingState.ACCEPTED, FindingState.IN_PROGRESS): "finding.started",
    (FindingState.IN_PROGRESS, FindingState.DONE): "finding.finished",
    (FindingState.OPEN, FindingState.DECLINED): "finding.declined",
    (FindingState.ACCEPTED, FindingState.DECLINED): "finding.declined",
    (FindingState.IN_PROGRESS, FindingState.DECLINED): "finding.declined",
    (FindingState.DONE, FindingState.IN_PROGRESS): "finding.reopened",
    (FindingState.DECLINED, FindingState.OPEN): "finding.reopened",
}


def next_states(finding: Finding) -> list[str]:
    """Returns the states that may follow the present one."""
    return [str(to) for (come_from, to) in STEPS if come_from == finding.state]


@transaction.atomic
def assign(findings: Iterable[Finding], *, by: User | None, **changes: Any) -> int:
    """Gives many findings an owner, a due date or a priority; returns how many changed.

    changes: any of owner (User or None), due_on (date or None), priority. All or none: Refused when one of them is closed
    or an owner is not on its team.
    """
    unknown = set(changes) - {"owner", "due_on", "priority"}
    if unknown or not changes:
        raise TypeError(f"assign() sets owner, due_on or priority, not {sorted(unknown)}.")
    found = _locked_many(findings, by=by)
    closed = [finding.number for finding in found if finding.is_closed]
    if closed:
        raise Refused(_("Closed findings can't be changed: %(numbers)s.") % {"numbers": ", ".join(closed)})
    if changes.get("owner"):
        for programme in {finding.programme for finding in found}:
            _refuse_owners_from_outside({changes["owner"]}, programme)
    changed = [finding for finding in found if any(getattr(finding, f) != value for f, value in changes.items())]
    for finding in changed:
        for field, value in changes.items():
            setattr(finding, field, value)
    bulk_update_with_history(changed, Finding, list(changes), default_user=by)
    details = {f: value.pk if isinstance(value, User) else value for f, value in changes.items()}
    record_many(by, "finding.assigned", [(finding, details) for finding in changed])
    return len(changed)


@transaction.atomic
def move_many(findings: Iterable[Finding], to: str, *, by: User | None) -> int:
    """Moves many findings one step on, all or none; returns how many. to: accepted or in progress.

    Raises Refused with the findings whose state does not allow the step.
    """
    found = _locked_many(findings, by=by)
    wrong = [finding.number for finding in found if (finding.state, to) not in STEPS or finding.is_closed]
    if wrong or to not in (FindingState.ACCEPTED, FindingState.IN_PROGRESS):
        raise Refused(
            _("Nothing was changed. These can't become “%(state)s” from where they are: %(numbers)s.")
            % {"state": FindingState(to).label, "numbers": ", ".join(wrong)}
        )
    lines = [(finding, {"before": finding.state, "after": to}) for finding in found]
    verb = STEPS[FindingState(found[0].state), FindingState(to)] if found else ""
    for finding in found:
        finding.state = to
    bulk_update_with_history(found, Finding, ["state"], default_user=by)
    record_many(by, verb, lines)
    return len(found)


def refuse_closed(finding: Finding) -> None:
    """Raises Refused when the finding is done, declined or merged into another."""
    if finding.merged_into_id:
        raise Refused(
            _("This finding was merged into F%(number)s; change that one.") % {"number": finding.merged_into_id}
        )
    if finding.state in CLOSED_STATES:
        raise Refused(
            _("This finding is closed (%(state)s). Reopen it first.") % {"state": finding.get_state_display()}
        )


def possible_owners(programme: Programme) -> QuerySet[User]:
    """Returns the people (a queryset of User) who may own a finding, a workstream or a milestone of the programme."""
    return User.objects.filter(
        is_active=True, team_memberships__programme=programme, team_memberships__role="coordinator"
    )


@transaction.atomic
def _move(finding: Finding, to: str, verb: str, *, by: User | None, **fields: Any) -> Finding:
    finding = _locked(finding, by=by)
    step = (FindingState(finding.state), FindingState(to))
    if STEPS.get(step) != verb:
        raise Refused(
            _("A finding that is “%(from)s” can't become “%(to)s”.")
            % {"from": finding.get_state_display(), "to": FindingState(to).label}
        )
    before, finding.state = finding.state, to
    finding.closed_at = timezone.now() if to in CLOSED_STATES else None
    for field, value in {"reason": "", "outcome": "", **fields}.items():
        setattr(finding, field, value)
    _save(finding, "state", "closed_at", "reason", "outcome", by=by)
    record(by, verb, finding, before=before, after=to)
    return finding


def _save(finding: Finding, *fields: str, by: User | None) -> None:
    finding._history_user = by
    finding.save(update_fields=fields)


def _locked(finding: Finding, *, by: User | None) -> Finding:
    found = locked_record(finding, by=by)
    if found.merged_into_id:
        refuse_closed(found)
    return found


def _locked_many(findings: Iterable[Finding], *, by: User | None) -> list[Finding]:
    ids = [finding.pk for finding in findings]
    found = list(
        Finding.objects.standing()
        .filter(pk__in=ids)
        .select_for_update(of=("self",))
        .select_related("programme")
        .order_by("pk")
    )
    if len(found) < len(set(ids)):
        raise Refused(_("Some of these findings were merged into others meanwhile. Look at the list again."))
    for programme in {finding.programme for finding in found}:
        refuse_unless_coordinates(by, programme)
    return found


def _refuse_owners_from_outside(owners: Iterable[User | None], programme: Programme) -> None:
    named = {owner.pk for owner in owners if owner is not None}
    if named and named - set(possible_owners(programme).filter(pk__in=named).values_list("pk", flat=True)):
        raise Refused(_("The owner is not a coordinator of this programme."))


def _joined(rows: Iterable[NewFinding], programme: Programme) -> dict[int, Finding]:
    """Returns {id: finding on record}, locked, for the rows that join one."""
    wanted = {row.joins for row in rows if row.joins is not None}
    standing = Finding.objects.standing().filter(programme=programme, pk__in=wanted)
    found = {finding.pk: finding for finding in standing.select_for_update(of=("self",))}
    if missing := wanted - set(found):
        raise Refused(_("F%(number)s is not on record any more. Look at the list again.") % {"number": min(missing)})
    return found


def _finding(row: NewFinding, programme: Programme, by: User | None) -> Finding:
    fields = {field: getattr(row, field) for field in EDITABLE}
    fields |= {"text_en": row.text_en.strip(), "text_bn": row.text_bn.strip()}
    return Finding(programme=programme, recorded_by=by, **fields)


def _add_sources(
    findings_and_rows: Iterable[tuple[Finding, NewFinding]], consultation: Consultation | None, by: User | None
) -> None:
    wanted = {(finding.pk, row.raised_by): (finding, row) for finding, row in findings_and_rows}
    known = FindingSource.objects.filter(finding__in={pk for pk, _raised_by in wanted}, consultation=consultation)
    have = set(known.values_list("finding", "raised_by"))
    new = {key: pair for key, pair in wanted.items() if key not in have}
    FindingSource.objects.bulk_create(
        FindingSource(finding=finding, consultation=consultation, raised_by=row.raised_by)
        for finding, row in new.values()
    )
    details = {"consultation": getattr(consultation, "pk", None)}
    record_many(by, "finding.source_added", [(finding, details) for finding, row in new.values() if row.joins])


def _as_new(finding: Finding) -> NewFinding:
    return NewFinding(**{field: getattr(finding, field) for field in EDITABLE})
