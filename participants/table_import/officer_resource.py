"""Officers as a table: export, and import of some hundred thousand rows.

Based on django-import-export: its fields, formats, results, preview and transaction. Its row loop takes a dozen statements per
row; here rows are parsed, checked and written in batches instead. A subclass that overrides one of the PER_ROW hooks uses the
row loop of the library, with the same rules for each row.
"""

from contextlib import nullcontext, suppress
from functools import cache
from inspect import getattr_static
from itertools import islice
from typing import Any

import tablib
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from import_export import exceptions, resources
from import_export.fields import Field
from import_export.results import RowResult

from accounts.audit.trail import record
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from jobs.execution.garbage_collection import gc_between_batches
from participants.duplicates import search_keys
from participants.models import Officer, Unit
from participants.models.coded_fields import CODED_FIELDS, column_of
from participants.officers.postings import record_postings
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.fields import NAME_FIELDS, OFFICER_FIELDS, POSTED_FIELDS
from participants.roster_import.known_officers import FORCE
from participants.table_import.bulk_writer import Incoming, OfficerWriter, id_ranges, ids_as_text, lines_of, numbers_of
from participants.table_import.check_cache import CheckCache, OutdatedError
from participants.table_import.checking import (
    CHANGE,
    HEADINGS,
    LEFT_OUT,
    NEW,
    SAME,
    TableChecker,
    columns_of_table,
    written_values,
)
from participants.table_import.invalid_rows import LeftOut, as_error
from participants.table_import.row_hooks import PER_ROW
from programmes.workbooks.guards import with_guard

# Options of Meta that do not change how rows are imported.
_HARMLESS_OPTIONS = {"fields", "export_order", "name", "chunk_size", "use_transactions", "using_db", "model"}
ROWS_PER_BATCH = 1_000
MOST_SHOWN = 50
MOST_LEFT_OUT = 5_000
_TYPES = {
    NEW: RowResult.IMPORT_TYPE_NEW,
    CHANGE: RowResult.IMPORT_TYPE_UPDATE,
    SAME: RowResult.IMPORT_TYPE_SKIP,
    LEFT_OUT: RowResult.IMPORT_TYPE_INVALID,
}


class OfficerResource(resources.ModelResource):
    """The officers of the force.

    by: the User who imports or exports; None for no limit on the officers that may change. programme: the Programme that records
    new officers. columns: the fields of the columns of the last table, None for one that is not used.
    """

    service_number, name_en, name_bn, sex, rank, unit = (Field() for _column in range(6))
    district, designation, mobile, email, joined_on, honours = (Field() for _column in range(6))

    class Meta:
        model = Officer
        fields = OFFICER_FIELDS
        export_order = OFFICER_FIELDS
        import_id_fields = ("service_number",)
        use_transactions = True
        skip_unchanged = True

    def __init__(self, *, by=None, programme=None, **kwargs):
        super().__init__(**kwargs)
        self.by, self.programme, self.columns, self._checker = by, programme, [], None
        for name, field in self.fields.items():
            field.attribute = field.column_name = name

    @property
    def matched_ids(self) -> set[int]:
        """The ids of officers of other programmes whose numbers the last table had."""
        return self._checker.matched_ids if self._checker else set()

    @property
    def has_foreign_numbers(self) -> bool:
        """Whether the last table had any number that is not of an own officer, on record or not."""
        return bool(self._checker and self._checker.has_foreign_numbers)

    def get_diff_headers(self) -> list[str]:
        return [str(HEADINGS[field]) for field in OFFICER_FIELDS]

    # Import in batches

    @property
    def is_batched(self) -> bool:
        """Whether no hook for single rows is overridden, so that rows may be written in batches."""
        own = all(getattr_static(self, hook, None) is getattr_static(OfficerResource, hook, None) for hook in PER_ROW)
        return own and self._has_same_options()

    def _has_same_options(self):
        base, mine = OfficerResource._meta, self._meta
        options = {name for name in {*vars(base), *vars(mine)} if not name.startswith("__")} - _HARMLESS_OPTIONS
        same = all(getattr(base, name, None) == getattr(mine, name, None) for name in options)
        return (
            same
            and set(self.fields) == set(OFFICER_FIELDS)
            and all(type(field) is Field for field in self.fields.values())
        )

    def import_data(self, dataset: Any, dry_run: bool = False, *args: Any, **kwargs: Any) -> Any:
        """Like the method of the library, but a dry run in batches opens no transaction, because it writes nothing."""
        if dry_run and self.is_batched and not kwargs.get("retain_instance_in_row_result"):
            known = {"raise_errors": False, "collect_failed_rows": False} | kwargs
            known.pop("rollback_on_validation_errors", None)
            known.pop("use_transactions", None)
            return self.import_data_inner(dataset, dry_run=True, using_transactions=False, **known)
        return super().import_data(dataset, dry_run, *args, **kwargs)

    def import_data_inner(  # noqa: PLR0917 -- the signature of the library
        self,
        dataset: Any,
        dry_run: bool,
        raise_errors: bool,
        using_transactions: bool,
        collect_failed_rows: bool,
        retain_instance_in_row_result: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Checks the rows and, unless it is a dry run, writes the valid ones, with history, postings and one audit entry.

        dataset: a tablib Dataset, or one of `participants.table_import.formats`, which is read while it is imported. Returns the
        Result: totals of all rows, the first MOST_SHOWN as rows, all invalid ones up to MOST_LEFT_OUT.
        """
        with nullcontext() if dry_run else transaction.atomic():
            try:
                self._prepare(dataset, locks=not dry_run)
            except Refused as no:
                result = self.get_result_class()()
                self.handle_import_error(result, no, raise_errors)
                return result
            if self.is_batched and not retain_instance_in_row_result:
                return self._import_batches(dataset, dry_run, raise_errors, collect_failed_rows, **kwargs)
            result = super().import_data_inner(
                self._with_fields(dataset),
                dry_run,
                raise_errors,
                using_transactions,
                collect_failed_rows,
                retain_instance_in_row_result=retain_instance_in_row_result,
                **kwargs,
            )
            if not dry_run and not result.has_errors():
                self._record(
                    *([row.object_id for row in result.rows if row.import_type == kind] for kind in ("new", "update"))
                )
            return result

    def _prepare(self, dataset, *, locks):
        # Only one import at a time writes officers of a force, because two tables may have the same new officer.
        forces = Unit.objects.select_for_update(no_key=True) if locks else Unit.objects
        self._force = forces.get(code=FORCE)
        self._reference = cache(reference_for_rosters)
        self._cache = CheckCache(dataset.path) if hasattr(dataset, "path") else None
        self._kept = self._cache.kept() if self._cache and locks else None
        self.columns = self._kept.columns if self._kept else columns_of_table(dataset, self._reference)
        self._checker = self._new_checker(locks=locks)
        self._ids = ids_as_text()

    def _new_checker(self, *, locks):
        return TableChecker(self.columns, self._reference, user=self.by, locks=locks)

    def _with_fields(self, dataset):
        """Returns the table for the row loop of the library: in memory, with fields as headings."""
        headers = [field or f"unused {at}" for at, field in enumerate(self.columns)]
        padding = [None] * len(headers)
        return tablib.Dataset(*([*row, *padding][: len(headers)] for row in dataset), headers=headers)

    def _import_batches(self, dataset, dry_run, raise_errors, collect_failed_rows, **kwargs):
        kwargs |= {"dry_run": dry_run}
        self.before_import(dataset, **kwargs)
        options = {"raise_errors": raise_errors, "collect_failed_rows": collect_failed_rows}
        result = None
        if self._kept:
            with suppress(OutdatedError, IntegrityError), transaction.atomic():
                result = self._import_rows(dataset, self._kept.batches, dry_run=False, **options)
        if result is None:
            self._checker = self._new_checker(locks=not dry_run)
            with self._cache.writing(self.columns) if self._cache and dry_run else nullcontext() as cache_writer:
                result = self._import_rows(
                    dataset, self._parsed(dataset), dry_run=dry_run, cache_writer=cache_writer, **options
                )
        if not dry_run and result.base_errors:
            transaction.set_rollback(True)
        self.after_import(dataset, result, **kwargs)
        return result

    def _parsed(self, dataset):
        """Yields batches like those of CheckCache, without rows that are known to be new."""
        rows = iter(dataset.numbered() if hasattr(dataset, "numbered") else enumerate(dataset, 1))
        while batch := list(islice(rows, ROWS_PER_BATCH)):
            yield (), (), self._checker.parse(batch)

    def _import_rows(self, dataset, batches, *, dry_run, cache_writer=None, raise_errors, collect_failed_rows):
        result = self.get_result_class()()
        result.diff_headers = self.get_diff_headers()
        if collect_failed_rows:
            result.add_dataset_headers(list(dataset.headers))
        new, changed = [], []
        writer = None if dry_run else self._writer()
        try:
            for numbers, lines, parsed in gc_between_batches(batches):
                if not self._checker.add_new_rows(numbers, numbers_of(lines)):
                    raise OutdatedError
                result.total_rows += len(lines)
                result.totals[_TYPES[NEW]] += len(lines)
                checked = self._checker.check_parsed(parsed)
                shown = self._report(checked, result, raise_errors, collect_failed_rows)
                if cache_writer:
                    self._write_cache(cache_writer, checked, parsed, shown)
                if writer:
                    incoming = self._incoming(checked)
                    for recorded, altered in (writer.record(lines), writer.write(incoming)):
                        new += recorded
                        changed += altered
            if cache_writer:
                cache_writer.is_complete = True
            if writer:
                writer.close()
                self._record(new, changed)
        except Refused as no:
            self.handle_import_error(result, no, raise_errors)
        return result

    def _write_cache(self, cache_writer, checked, parsed, shown):
        """Writes a batch into the cache: lines of new officers, all other rows as parsed. The first `shown` are parsed rows too."""
        good = [row.number for row in checked if row.outcome in (NEW, CHANGE)]
        again = set(good[:shown])
        certain = [row for row in checked if row.outcome == NEW and row.number not in again]
        numbers = [row.number for row in certain]
        others = {row.number for row in checked}.difference(numbers)
        lines = lines_of([(row.service_number, row.values) for row in certain], self._ids)
        cache_writer.add(numbers, lines, [row for row in parsed if row[0] in others])

    def _writer(self):
        return OfficerWriter(
            force=self._force.pk,
            programme=self.programme and self.programme.pk,
            by=self.by,
            today=timezone.localdate(),
            fields=self._checker.fields,
            ids=self._ids,
        )

    def _incoming(self, checked):
        good = [row for row in checked if row.outcome in (NEW, CHANGE)]
        known = [row.officer_id for row in good if row.officer_id]
        numbers = dict(Officer.objects.filter(pk__in=known).values_list("pk", "service_number")) if known else {}
        return [
            Incoming(
                numbers.get(row.officer_id, row.service_number),
                _names_on_record(row) | written_values(row) if row.officer_id else row.values,
                row.outcome == CHANGE,
            )
            for row in good
        ]

    def _linked(self, values):
        """Returns the values with ids in place of the codes of rank, unit and district."""
        for field in CODED_FIELDS:
            if code := values.get(field):
                values[field] = int(self._ids[field][code])
        return values

    def _record(self, new, changed):
        if new or changed:
            # The job adds the search keys afterwards, because they take long.
            for start in range(0, len(changed), search_keys.OFFICERS_PER_STEP):
                search_keys.delete_keys(changed[start : start + search_keys.OFFICERS_PER_STEP])
            record(self.by, "officers.recorded", self.programme, created=id_ranges(new), changed=id_ranges(changed))

    def _report(self, checked, result, raise_errors, collect_failed_rows):
        """Adds rows to the Result; returns how many of them it shows."""
        before = len(result.rows)
        result.total_rows += len(checked)
        for row in checked:
            result.totals[_TYPES[row.outcome]] += 1
            if row.outcome == LEFT_OUT:
                self._report_left_out(row, result, raise_errors, collect_failed_rows)
            elif len(result.rows) < MOST_SHOWN and row.outcome != SAME:
                result.append_row_result(self._shown(row))
        return len(result.rows) - before

    def _report_left_out(self, row, result, raise_errors, collect_failed_rows):
        left_out = LeftOut(row, self.columns)
        if raise_errors:
            raise exceptions.ImportError(
                left_out.error, number=row.number, row=dict(zip(OFFICER_FIELDS, left_out.values, strict=True))
            )
        if collect_failed_rows:
            result.append_failed_row(dict(enumerate(cell for cell in row.cells)), left_out.error)
        result.invalid_rows.append(left_out)
        if len(result.invalid_rows) > MOST_LEFT_OUT:
            raise Refused(
                _("More than %(most)s rows cannot go in. Is this the right table? Correct it, or import a part of it.")
                % {"most": number_text(MOST_LEFT_OUT, get_language())}
            )

    def _shown(self, row):
        """Returns a row for the preview of the library: the values, or old and new values of an officer on record."""
        shown = self.get_row_result_class()()
        shown.import_type, shown.object_id = _TYPES[row.outcome], row.officer_id
        shown.object_repr = row.service_number
        shown.row_values = {field: row.values.get(field) for field in OFFICER_FIELDS}
        shown.changes = list(row.changes)
        changes = {change["field"]: change for change in row.changes}
        shown.diff = [
            format_html("<del>{}</del> <ins>{}</ins>", change["old"] or "", change["new"])
            if (change := changes.get(field))
            else format_html("{}", row.values.get(field) or "")
            for field in OFFICER_FIELDS
        ]
        return shown

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Does nothing: the library would reset the sequence of ids."""

    # Import row by row, for subclasses with hooks

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        self._number = kwargs["row_number"]
        return super().import_row(row, instance_loader, **kwargs)

    def get_instance(self, instance_loader: Any, row: Any) -> Officer | None:
        cells = [row.get(field or f"unused {at}") for at, field in enumerate(self.columns)]
        (self._row,) = self._checker.check([(self._number, cells)])
        if self._row.officer_id and self._row.outcome != LEFT_OUT:
            return Officer.objects.select_related(*CODED_FIELDS).get(pk=self._row.officer_id)
        return None

    def init_instance(self, row: Any = None) -> Officer:
        return Officer(force=self._force, programme=self.programme)

    def import_instance(self, instance: Officer, row: Any, **kwargs: Any) -> None:
        if self._row.problems:
            raise as_error(self._row.problems)
        if instance.pk is None:
            instance.service_number = self._row.service_number
        for field, value in self._linked(written_values(self._row)).items():
            setattr(instance, column_of(field), value)

    def skip_row(self, instance: Officer, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and self._row.outcome == SAME

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        instance._history_user = self.by
        super().do_instance_save(instance, is_create)
        if is_create or {change["field"] for change in self._row.changes} & set(POSTED_FIELDS):
            record_postings([instance], since=timezone.localdate())

    # Export

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [str(HEADINGS[self.get_field_name(field)]) for field in self.get_export_fields(selected_fields)]

    def export(self, queryset: Any = None, **kwargs: Any) -> Any:
        """Returns a tablib Dataset of the officers, in which no cell is a formula. One query per chunk of rows."""
        if queryset is None:
            queryset = Officer.objects.coordinated_by(self.by) if self.by else Officer.objects.all()
        return super().export(queryset.select_related(*CODED_FIELDS), **kwargs)

    def export_resource(self, instance: Officer, selected_fields: Any = None, **kwargs: Any) -> list[Any]:
        return [with_guard(cell) for cell in super().export_resource(instance, selected_fields, **kwargs)]

    def dehydrate_rank(self, officer: Officer) -> str:
        return officer.rank.name if officer.rank else ""

    def dehydrate_unit(self, officer: Officer) -> str:
        return officer.unit.name if officer.unit else ""

    def dehydrate_district(self, officer: Officer) -> str:
        return officer.district.name if officer.district else ""

    def dehydrate_sex(self, officer: Officer) -> str:
        return officer.get_sex_display() if officer.sex else ""

    def dehydrate_joined_on(self, officer: Officer) -> str:
        return officer.joined_on.isoformat() if officer.joined_on else ""


def _names_on_record(row):
    return {field: row.on_record[field] for field in NAME_FIELDS} if row.on_record else {}
