"""Findings as a table: export, and import with the same check as the preview."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from import_export import resources
from import_export.fields import Field

from accounts.access.request_ids import id_of
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.text.typed_text import several_lines
from programmes.findings import lifecycle as rules
from programmes.findings.merging import known_findings
from programmes.findings.table_columns import DATE_FORMS, NEEDED, READ, WRITTEN, Read
from programmes.findings.text_similarity import ALIKE, SAME
from programmes.models import (
    Consultation,
    Finding,
    FindingKind,
    FindingSource,
    ParticipantCategory,
    Priority,
    Programme,
    Theme,
)
from programmes.workbooks import limits
from programmes.workbooks.guards import with_guard


class FindingResource(resources.ModelResource):
    """Findings of one programme, as `by` may see and change them."""

    number, kind, theme, text_en, text_bn = (Field() for _column in range(5))
    raised_by, priority, owner, due_on, state, reason = (Field() for _column in range(6))
    outcome, came_up_at, modules = (Field() for _column in range(3))

    class Meta:
        model = Finding
        fields = tuple(WRITTEN)
        export_order = tuple(WRITTEN)
        import_id_fields = ()
        skip_diff = True
        use_transactions = True

    def __init__(
        self, *, programme: Programme | None = None, by: User | None = None, consultation: Consultation | None = None
    ) -> None:
        super().__init__()
        # An export has none of them, an import has all.
        self.programme: Any = programme
        self.by: Any = by
        self.consultation = consultation
        for name, label in WRITTEN.items():
            self.fields[name].column_name = str(label)

    # Out

    def get_queryset(self) -> Any:
        return Finding.objects.coordinated_by(self.by)

    def export(self, queryset: Any = None, **kwargs: Any) -> Any:
        """Returns a tablib Dataset of the findings in which no cell runs as a formula. A constant number of queries."""
        sources = Prefetch("sources", FindingSource.objects.select_related("consultation").order_by("pk"))
        wanted = queryset.select_related("owner").prefetch_related(sources, "modules")
        table = super().export(wanted, **kwargs)
        rows = [[with_guard(cell) for cell in row] for row in table]
        return tablib.Dataset(*rows, headers=[with_guard(heading) for heading in table.headers], title=_("Findings"))

    def dehydrate_number(self, finding: Finding) -> Any:
        return finding.number

    def dehydrate_kind(self, finding: Finding) -> Any:
        return finding.get_kind_display()

    def dehydrate_theme(self, finding: Finding) -> Any:
        return finding.get_theme_display()

    def dehydrate_text_en(self, finding: Finding) -> Any:
        return finding.text_en

    def dehydrate_text_bn(self, finding: Finding) -> Any:
        return finding.text_bn

    def dehydrate_raised_by(self, finding: Finding) -> Any:
        return _listed(source.get_raised_by_display() for source in finding.sources.all() if source.raised_by)

    def dehydrate_priority(self, finding: Finding) -> Any:
        return finding.get_priority_display()

    def dehydrate_owner(self, finding: Finding) -> Any:
        return finding.owner.full_name if finding.owner else ""

    def dehydrate_due_on(self, finding: Finding) -> Any:
        return finding.due_on.isoformat() if finding.due_on else ""

    def dehydrate_state(self, finding: Finding) -> Any:
        return finding.get_state_display()

    def dehydrate_reason(self, finding: Finding) -> Any:
        return finding.reason

    def dehydrate_outcome(self, finding: Finding) -> Any:
        return finding.outcome

    def dehydrate_came_up_at(self, finding: Finding) -> Any:
        return _listed(str(source) for source in finding.sources.all())

    def dehydrate_modules(self, finding: Finding) -> Any:
        return _listed(module.title for module in finding.modules.all())

    # In

    def check(self, table: Any) -> list[Read]:
        """Returns the outcome of each row of a small table without writing."""
        return self._import(table, dry_run=True)

    def apply(self, table: Any) -> list[Read]:
        """Records the valid rows, all or none of them, and returns the outcome of each row. Raises Refused when none is
        valid."""
        if not any(row.outcome in ("new", "change") for row in self.check(table)):
            raise Refused(_("No row can go in. Each one says why."))
        return self._import(table, dry_run=False)

    def _import(self, table: Any, *, dry_run: Any) -> Any:
        columns = _columns(table.headings)
        self._rows = [(number, {name: cells[at] for name, at in columns.items()}) for number, cells in table.rows]
        dataset = tablib.Dataset(headers=["row"])
        for place in range(len(self._rows)):
            dataset.append([place])
        self._read: list[Any] = []
        self._new: list[Any] = []
        self._changes: list[Any] = []
        result = self.import_data(dataset, dry_run=dry_run)
        for error in [*result.base_errors, *(error for _row, errors in result.row_errors() for error in errors)]:
            raise error.error
        return self._read

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        numbers = {number for _row, cells in self._rows if (number := _number(cells.get("number", "")))}
        own = Finding.objects.standing().filter(programme=self.programme, pk__in=numbers).select_related("owner")
        own = own.prefetch_related(Prefetch("sources", FindingSource.objects.order_by("pk")))
        self._on_record = {finding.pk: finding for finding in own}
        self._known = known_findings(self.programme)
        self._owners = {}
        for owner in rules.possible_owners(self.programme):
            for name in (owner.full_name, owner.email):
                if name:
                    self._owners[_key(name)] = owner

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> Any:
        cells = self._rows[int(row["row"])][1]
        written = cells.get("number", "")
        if not written:
            return Finding(programme=self.programme), True
        finding = self._on_record.get(_number(written))
        if finding is None:
            raise ValidationError({"number": _("%(number)s is not a finding of this programme.") % {"number": written}})
        return finding, False

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        cells = self._rows[int(row["row"])][1]
        values, problems = self._values(cells, instance)
        instance.read = rules.NewFinding(**values)
        if instance.pk and not problems and not _changes(instance):
            return
        if instance.pk and instance.is_closed:
            raise ValidationError({"number": _("This finding is closed. Reopen it first.")})
        for field, sentence in rules.problems(instance.read).items():
            problems.setdefault("text_en" if field == "text" else field, sentence)
        if not problems and instance.pk is None:
            problems |= self._same_as_known(instance)
        if problems:
            raise ValidationError(problems)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> Any:
        instance.changes = _changes(instance) if instance.pk else {}
        return not import_validation_errors and bool(instance.pk) and not instance.changes

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: Any = True
    ) -> None:
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    def save_instance(self, instance: Any, is_create: Any, row: Any, **kwargs: Any) -> None:
        """Collects the row for `after_import`, where the rules write all valid rows at once."""
        if is_create:
            self._new.append(instance.read)
            for text in (instance.read.text_en, instance.read.text_bn):
                self._known.add(("row", self._rows[int(row["row"])][0]), text)
        else:
            self._changes.append((instance, instance.changes))

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Nothing here: sources come with the finding."""

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        number, cells = self._rows[int(row["row"])]
        outcome = {"new": "new", "update": "change", "skip": "same"}[row_result.import_type]
        alike = self._alike(cells, number) if outcome == "new" else None
        self._read.append(Read(number, outcome, _shown(cells), {}, alike))

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        result = super().import_row(row, instance_loader, **kwargs)
        if result.validation_error:
            number, cells = self._rows[int(row["row"])]
            problems = {str(READ[field]): said for field, said in result.validation_error.message_dict.items()}
            self._read.append(Read(number, "refused", _shown(cells), problems, None))
        return result

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        if kwargs.get("dry_run", True) or result.has_errors():
            return
        if self._new:
            rules.record_findings(self._new, programme=self.programme, consultation=self.consultation, by=self.by)
        for finding, changes in self._changes:
            rules.edit(finding, by=self.by, **changes)

    def _values(self, cells: Any, instance: Any) -> Any:
        """Returns (values for a NewFinding, {field: sentence}). An absent column leaves a finding on record as it is."""
        values: dict[str, Any] = {}
        problems: dict[str, Any] = {}
        for field in ("kind", "theme", "text_en", "text_bn", "raised_by", "priority", "owner", "due_on"):
            if field not in cells or (instance.pk and self._is_as_exported(field, cells[field], instance)):
                values[field] = getattr(instance, field, "")
                continue
            try:
                values[field] = self._value(field, cells[field])
            except ValueError as problem:
                problems[field] = str(problem)
                values[field] = getattr(instance, field, "")
        return values, problems

    def _is_as_exported(self, field: str, written: str, finding: Finding) -> bool:
        return _plain(written) == _plain(getattr(self, f"dehydrate_{field}")(finding))

    def _value(self, field: Any, written: Any) -> Any:
        if field in _CHOICES:
            return _chosen(field, written)
        if field == "due_on":
            return _date(written)
        if field == "owner":
            return self._owner(written)
        return written

    def _owner(self, written: Any) -> Any:
        if not written:
            return None
        if _key(written) not in self._owners:
            raise ValueError(_("No coordinator of this programme has that name or e-mail."))
        return self._owners[_key(written)]

    def _same_as_known(self, instance: Any) -> Any:
        for text in (instance.read.text_en, instance.read.text_bn):
            for key, _share in self._known.near(text, at_least=SAME, most=1):
                return {"text_en": _("The same finding is there already: %(which)s.") % {"which": _which(key)}}
        return {}

    def _alike(self, cells: Any, number: Any) -> Any:
        for text in (cells.get("text_en", ""), cells.get("text_bn", "")):
            for key, share in self._known.near(text, at_least=ALIKE, most=2):
                if key != ("row", number):
                    return _which(key), round(share * 100)
        return None


def _changes(finding: Any) -> dict[str, Any]:
    return {field: new for field in rules.EDITABLE if getattr(finding, field) != (new := getattr(finding.read, field))}


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in several_lines(text).strip().split("\n"))


def _columns(headings: Any) -> Any:
    """Returns {field: place} by the headings in English or Bangla; refuses when one is missing or comes twice."""
    labels: dict[str, Any] = {}
    for language in ("en", "bn"):
        with translation.override(language):
            labels |= {_key(label): name for name, label in WRITTEN.items()} | {_key(name): name for name in READ}
    found = {}
    for place, heading in enumerate(headings):
        name = labels.get(_key(heading))
        if name in READ:
            if name in found:
                raise Refused(_("The heading “%(heading)s” comes twice.") % {"heading": READ[name]})
            found[name] = place
    missing = [str(READ[name]) for name in NEEDED if name not in found and "number" not in found]
    if not {"text_en", "text_bn"} & set(found) and "number" not in found:
        missing.append(str(READ["text_en"]))
    if missing:
        raise Refused(
            _("The first row must hold the headings; these are missing: %(headings)s.")
            % {"headings": ", ".join(missing)}
        )
    return found


_CHOICES = {"kind": FindingKind, "theme": Theme, "priority": Priority, "raised_by": ParticipantCategory}
_WHEN_EMPTY = {"priority": Priority.MEDIUM, "raised_by": ""}


def _chosen(field: Any, written: Any) -> Any:
    """Returns the value behind what is written in either language. ValueError with a sentence for anything else."""
    if not written:
        return _WHEN_EMPTY.get(field, "")
    values: dict[Any, Any] = {}
    for language in ("en", "bn"):
        with translation.override(language):
            values |= {_key(label): value for value, label in _CHOICES[field].choices}
    values |= {_key(value): value for value in _CHOICES[field].values}
    if _key(written) not in values:
        raise ValueError(_("“%(written)s” is not in the list.") % {"written": written[:60]})
    return values[_key(written)]


def _date(written: Any) -> Any:
    if not written:
        return None
    for form in DATE_FORMS:
        try:
            return datetime.strptime(digits(written, "en"), form).date()  # noqa: DTZ007 -- a day has no time zone
        except ValueError:
            continue
    raise ValueError(
        _("“%(written)s” is not a date. Write it as 2026-11-30 or 30/11/2026.") % {"written": written[:40]}
    )


def _listed(texts: Iterable[str]) -> str:
    """Returns the texts in one cell, each once, cut where a cell could not be read again."""
    return Truncator("; ".join(dict.fromkeys(texts))).chars(limits.CELL_LENGTH - 1)


def _number(written: Any) -> Any:
    """Returns the id in "F12" or "12", in digits of either language; None for anything else."""
    plain = digits(written, "en").strip().upper().removeprefix("F").removesuffix(".0")
    return id_of(plain)


def _key(written: Any) -> Any:
    return " ".join(digits(written, "en").casefold().split())


def _which(key: str) -> Any:
    return _("row %(number)s") % {"number": key[1]} if isinstance(key, tuple) else f"F{key}"


def _shown(cells: Any) -> Any:
    return {str(READ[name]): text for name, text in cells.items()}
