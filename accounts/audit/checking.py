"""Checks the audit trail: every entry in its place, every seal valid, nothing cut off since the last head."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from accounts.audit import beginning, heads
from accounts.audit.keys import Key, known_keys
from accounts.models.audit_entry import FIRST, UNSEALED, AuditEntry

REBUILT = "{}; it was replaced, or the chain was rebuilt without the key"

DECLARED = "Of a file that was declared lost: {}"


@dataclass
class Report:
    """The result of a check. `faults` and `notes` are sentences; a note is information, not a fault."""

    entries: int = 0
    unsealed: int = 0
    last_hash: str = FIRST
    heads: int = 0
    last_head: str = ""
    after_last_head: int = 0
    faults: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults


def check() -> "Report":
    """Walks all entries and all heads within reach and returns the Report. Reads only."""
    report, keys = Report(), known_keys()
    expected, declared = _read_heads(report, keys)
    _walk(report, keys, expected, declared)
    _look_behind_the_end(report, expected)
    return report


# {number of entries: [(hash, file, head)]}
Heads = dict[int, list[tuple[str, str, dict[str, Any]]]]

# Heads


def _read_heads(report: "Report", keys: dict[str, Key]) -> tuple[Heads, Heads]:
    """Returns {number of entries: [(hash, file, head)]} of every head with a right seal, twice: those that count, and
    those of files that were declared lost. Faults go into the report; those of a file declared lost are notes.
    """
    expected: Heads = {}
    declared: Heads = {}
    lost, present = heads.given_up(), set()
    for path in heads.files():
        if path.stem in lost:
            report.notes.append(f"{path.name} was declared lost and does not count.")
            aside = Report()
            _read_file(path, aside, keys, declared)
            report.notes += aside.notes + [DECLARED.format(fault) for fault in aside.faults]
            continue
        present.add(path.stem)
        last = _read_file(path, report, keys, expected)
        _compare_with_trail(path, last, report)
    _miss(present, lost, report)
    return expected, declared


def _read_file(path: Path, report: "Report", keys: dict[str, Key], expected: Heads) -> dict[str, Any] | None:
    previous, entries = None, 0
    for number, head in heads.read(path):
        if head is None:
            # A power cut leaves half a line; the heads around it still have to follow each other.
            report.notes.append(f"{path.name}: line {number} is not a whole head.")
            continue
        fault = _fault_of_head(head, previous, entries, keys)
        if fault:
            report.faults.append(f"{path.name}: head {head['head']} (line {number}) {fault}.")
        else:
            expected.setdefault(head["entries"], []).append((head["hash"], path.name, head))
            report.heads += 1
        previous, entries = head, max(entries, head["entries"])
    return previous


def _fault_of_head(head: dict[str, Any], previous: dict[str, Any] | None, entries: Any, keys: dict[str, Key]) -> str:
    key = keys.get(head["seal"].partition(":")[0])
    if key is None:
        return f"was sealed with another key ({head['seal'].partition(':')[0][:8]}), or is forged"
    if not key.fits(head["seal"], heads.canonical(head)):
        return "is forged or was changed: its seal does not fit"
    if head["head"] != (previous["head"] + 1 if previous else 1):
        return f"does not follow {'head ' + str(previous['head']) if previous else 'the beginning'}: heads were cut out"
    if head["previous"] != (previous["seal"] if previous else heads.BEGINNING):
        return "does not follow the head before it: a head was replaced or cut out"
    if head["entries"] < entries:
        return "knows fewer entries than the head before it: the trail was shortened in between"
    return ""


def _compare_with_trail(path: Path, last: dict[str, Any] | None, report: "Report") -> None:
    """The trail names a file's last head once a day: a file that ends earlier was cut, or put back from an older copy."""
    named = heads.named_series().get(path.stem)
    if named is None:
        if last:
            report.faults.append(f"{path.name}: the trail does not know this file; the entry that named it is gone.")
        return
    ends, (number, seal) = last["head"] if last else 0, named
    if ends < number:
        report.faults.append(
            f"{path.name} ends with head {ends}, the trail knows its head {number}: "
            "the file was cut or put back from an older copy."
        )
    elif number and not any(head and head["seal"] == seal for _line, head in heads.read(path)):
        report.faults.append(f"{path.name}: head {number} is not the one that the trail names.")


def _miss(present: Any, lost: Any, report: "Report") -> None:
    for name, (number, _seal) in heads.named_series().items():
        if name in present or name in lost:
            continue
        if name.rpartition("_")[0] == heads.machine() and number:
            report.faults.append(f"{name}.heads is missing; the trail knows its head {number}.")
        else:
            report.notes.append(f"{name}.heads is not here: it lies on another machine, or is lost.")


# Entries


def _walk(report: "Report", keys: dict[str, Key], expected: Heads, declared: Heads) -> None:
    previous: AuditEntry | None = None
    bad: list[Any] = []
    strangers: list[Any] = []
    old_strangers: list[Any] = []
    sealed_from = _sealed_from(report, keys, expected)
    for entry in AuditEntry.objects.in_order().iterator(chunk_size=2000):
        fault = _fault_of_place(entry, previous) or _fault_of_content(entry, sealed_from, keys)
        if fault:
            _add(bad, entry.sequence, fault)
        strangers += _strangers(entry, expected)
        old_strangers += _strangers(entry, declared)
        if entry.form != UNSEALED:
            sealed_from = min(sealed_from, entry.sequence)
        report.unsealed += entry.form == UNSEALED
        report.entries += 1
        previous = entry
    report.last_hash = previous.hash if previous else FIRST
    report.faults += [_sentence(*run) for run in bad]
    ends = previous.sequence if previous else 0
    report.faults += _of_strangers(strangers) + _of_ends(ends, expected)
    report.notes += [DECLARED.format(fault) for fault in _of_strangers(old_strangers) + _of_ends(ends, declared)]
    if expected:
        report.last_head = max(head["at"] for found in expected.values() for _hash, _name, head in found)
        report.after_last_head = max(0, ends - max(expected))


def _sealed_from(report: "Report", keys: dict[str, Key], expected: Heads) -> int:
    """Returns the number from which on every entry needs a seal, by what lies outside of the database; 1 for all of them.

    The mark of beginning.py says it. Where a trail was carried over before there were marks, its first head does; heads of
    the second form say nothing of it, else one written after a trail was replaced would speak for what replaced it.
    """
    mark, wrong = beginning.read(keys)
    if wrong:
        report.faults.append(f"{beginning.NAME} is forged, was changed or was sealed with another key.")
    if mark is None:
        of_before = [number for number, found in expected.items() for _h, _n, head in found if "form" not in head]
        return min(of_before, default=0) + 1
    older = AuditEntry.objects.filter(form=UNSEALED)
    if older.exists() and not older.filter(sequence=mark["unsealed"], hash=mark["hash"]).exists():
        report.faults.append(
            f"The entries without a seal are not those that {beginning.NAME} knows: they were replaced or cut off."
        )
    return mark["unsealed"] + 1


def _fault_without_seal(entry: AuditEntry, sealed_from: int) -> str:
    if entry.seal or entry.programme_id is not None:
        return "it has a seal or a programme, which entries of its age have not; it was changed"
    if entry.sequence >= sealed_from:
        why = "it has no seal, and nothing outside of the database says that it is older than the seals"
        return REBUILT.format(why)
    return ""


def _strangers(entry: AuditEntry, expected: Heads) -> list[Any]:
    return [(entry, name, head) for known, name, head in expected.get(entry.sequence, ()) if known != entry.hash]


def _add(bad: list[Any], sequence: int, fault: str) -> None:
    """Adds a fault of one entry; entries in a row with the same one become one run [first, last, fault]."""
    if bad and bad[-1][1] == sequence - 1 and bad[-1][2] == fault:
        bad[-1][1] = sequence
    else:
        bad.append([sequence, sequence, fault])


def _sentence(first: int, last: int, fault: str) -> str:
    return (
        f"Audit entry {first} is bad: {fault}."
        if first == last
        else f"Audit entries {first} to {last} are bad: {fault}."
    )


def _fault_of_place(entry: AuditEntry, previous: Any) -> str:
    expected = previous.sequence + 1 if previous else 1
    if entry.sequence != expected:
        count = entry.sequence - expected
        gone = f"entry {expected} is" if count == 1 else f"entries {expected} to {entry.sequence - 1} are"
        return f"it does not follow the one before; {gone} missing"
    if entry.previous_hash != (previous.hash if previous else FIRST):
        if previous is None:
            return "it does not follow the beginning; entries before it were removed"
        return f"it does not follow the one before; entry {previous.sequence} was replaced, or entries were removed"
    return ""


def _fault_of_content(entry: AuditEntry, sealed_from: int, keys: dict[str, Key]) -> str:
    if entry.hash != entry.digest():
        return "its content does not match its hash; it was changed"
    if entry.form == UNSEALED:
        return _fault_without_seal(entry, sealed_from)
    name = entry.seal.partition(":")[0]
    if not name:
        return REBUILT.format("it has no seal")
    if name not in keys:
        return REBUILT.format(f"it was sealed with a key that is not here ({name[:8]})")
    return "" if keys[name].fits(entry.seal, entry.hash) else REBUILT.format("its seal does not fit its hash")


def _of_strangers(strangers: list[Any]) -> list[str]:
    """Names the first head that knows another entry; what follows it differs anyway."""
    if not strangers:
        return []
    entry, name, head = strangers[0]
    more = f" {len(strangers) - 1} later heads say so too." if strangers[1:] else ""
    fault = (
        f"Audit entry {entry.sequence} is not the one that head {head['head']} of {head['at'][:19]} knows ({name}): "
        f"the trail was cut before it and went on, or was rebuilt.{more}"
    )
    return [fault]


def _of_ends(ends: Any, expected: Heads) -> list[str]:
    longest = max(expected, default=0)
    if longest <= ends:
        return []
    _hash, name, head = expected[longest][0]
    fault = (
        f"The trail ends with entry {ends}, but head {head['head']} of {head['at'][:19]} knows {longest} ({name}): "
        f"the last {longest - ends} were cut off."
    )
    return [fault]


# Between the last head and the end


def _look_behind_the_end(report: "Report", expected: Heads) -> None:
    """Reports entries cut since the last head as far as the database's own counter of ids reveals them."""
    if not expected and report.entries:
        report.notes.append("No heads are here: a cut at the end would not show. Run verify_audit --seal, or serve.")
    last_id = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    handed_out = _ids_handed_out()
    if handed_out is None or handed_out <= last_id:
        return
    gone = handed_out - last_id
    if connection.vendor == "sqlite":
        # SQLite takes an id back when the transaction that used it is undone.
        report.faults.append(
            f"The database has handed out {gone} ids after the last entry: entries were cut off the end."
        )
    else:
        report.notes.append(
            f"The database has handed out {gone} ids after the last entry: changes that were undone, "
            "or entries cut off since the last head."
        )


def _ids_handed_out() -> int | None:
    table = AuditEntry._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass)", [table])
        row = cursor.fetchone()
    return row[0] if row else None
