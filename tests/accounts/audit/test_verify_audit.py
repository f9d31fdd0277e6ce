"""Whoever owns the database can take the triggers off; the chain, its seals and its heads then name what they touched."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.audit import beginning, heads, keys
from accounts.audit.checking import check
from accounts.audit.trail import record
from accounts.models import AuditEntry, User
from accounts.models.audit_entry import FIRST
from tests.flushing import triggers_off

TABLE = AuditEntry._meta.db_table


@pytest.fixture
def chain(db):
    return [record(None, "a.done", None, n=n) for n in range(5)]


def tamper(sql, *values):
    with triggers_off(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)


def cut(number):
    """Deletes the last `number` entries, and with them what SQLite remembers of their ids."""
    last = AuditEntry.objects.order_by("-sequence").first().sequence
    tamper(f"DELETE FROM {TABLE} WHERE sequence > %s", last - number)
    if connection.vendor == "sqlite":
        tamper(f"UPDATE sqlite_sequence SET seq = (SELECT MAX(id) FROM {TABLE}) WHERE name = '{TABLE}'")


def rebuild(start, **changes):
    """Changes the entry `start` and recomputes every hash from it on, as whoever has the code but not the key can."""
    previous = AuditEntry.objects.filter(sequence__lt=start).in_order().last()
    previous_hash = previous.hash if previous else FIRST
    for entry in list(AuditEntry.objects.filter(sequence__gte=start).in_order()):
        for name, value in changes.items():
            setattr(entry, name, value)
        changes = {}
        entry.previous_hash = previous_hash
        previous_hash = entry.digest()
        tamper(
            f"UPDATE {TABLE} SET verb = %s, form = %s, seal = %s, previous_hash = %s, hash = %s WHERE id = %s",
            *(entry.verb, entry.form, entry.seal, entry.previous_hash, previous_hash, entry.pk),
        )


def faults():
    with pytest.raises(CommandError) as stopped:
        call_command("verify_audit")
    assert stopped.value.returncode == 1
    return str(stopped.value)


def test_an_untouched_chain_is_good(chain, capsys):
    call_command("verify_audit")
    assert f"5 audit entries, one unbroken chain. Last hash: {chain[-1].hash}" in capsys.readouterr().out


def test_an_empty_chain_is_good(db, capsys):
    call_command("verify_audit")
    assert "0 audit entries, one unbroken chain" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "b.done"),
        ("details", '{"n": 7}'),
        ("request_id", "x"),
        ("target_id", "9"),
        ("programme_id", 9),
        ("at", "2020-01-01 00:00:00+00:00"),
    ],
)
def test_a_changed_entry_is_named(chain, column, value):
    tamper(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, chain[2].pk)
    assert "Audit entry 3 is bad: its content does not match its hash" in faults()


def test_another_actor_put_in_an_entry_is_named(chain):
    somebody = User.objects.create_user("somebody@example.org")
    tamper(f"UPDATE {TABLE} SET actor_id = %s WHERE id = %s", somebody.pk, chain[2].pk)
    assert "Audit entry 3 is bad: its content does not match its hash" in faults()


def test_a_changed_hash_is_named(chain):
    tamper(f"UPDATE {TABLE} SET hash = %s WHERE id = %s", "f" * 64, chain[2].pk)
    assert "Audit entry 3 is bad" in faults()


def test_a_changed_seal_is_named(chain):
    seal = chain[2].seal[:-1] + ("0" if chain[2].seal[-1] != "0" else "1")
    tamper(f"UPDATE {TABLE} SET seal = %s WHERE id = %s", seal, chain[2].pk)
    assert "Audit entry 3 is bad: its seal does not fit its hash" in faults()


@pytest.mark.parametrize(("gone", "words"), [(0, "entry 1 is missing"), (2, "entry 3 is missing")])
def test_an_entry_that_is_gone_is_named(chain, gone, words):
    tamper(f"DELETE FROM {TABLE} WHERE id = %s", chain[gone].pk)
    assert words in faults()


def test_a_gap_that_was_closed_by_new_numbers_is_named(chain):
    tamper(f"DELETE FROM {TABLE} WHERE id = %s", chain[2].pk)
    for entry in chain[3:]:
        tamper(f"UPDATE {TABLE} SET sequence = sequence - 1 WHERE id = %s", entry.pk)
    assert "Audit entry 3 is bad: it does not follow the one before; entry 2 was replaced, or entries were removed" in (
        faults()
    )


def test_a_replaced_entry_with_a_hash_of_its_own_is_named(chain):
    forged = AuditEntry.objects.get(sequence=3)
    forged.verb = "b.done"
    tamper(f"UPDATE {TABLE} SET verb = %s, hash = %s WHERE id = %s", "b.done", forged.digest(), forged.pk)
    said = faults()
    assert "Audit entry 3 is bad: its seal does not fit its hash; it was replaced" in said
    assert "Audit entry 4 is bad: it does not follow the one before; entry 3 was replaced" in said


@pytest.mark.parametrize("start", [1, 3])
def test_a_chain_that_was_rebuilt_without_the_key_is_named(chain, start):
    rebuild(start, verb="b.done")
    assert f"Audit entries {start} to 5 are bad: its seal does not fit its hash" in faults()
    assert "rebuilt without the key" in faults()


def test_a_chain_that_was_rebuilt_with_another_key_is_named(chain):
    tamper(f"UPDATE {TABLE} SET seal = 'abcdef01:00'")
    assert "it was sealed with a key that is not here (abcdef01)" in faults()


def test_a_chain_that_was_rebuilt_as_if_it_were_older_than_the_seals_is_named(chain):
    heads.seal()
    for entry in list(AuditEntry.objects.in_order()):
        rebuild(entry.sequence, form=1, seal="")
    assert "is not the one that head 1" in faults()


def test_a_cut_off_end_shows_against_the_heads(chain):
    heads.seal()
    cut(2)
    assert "The trail ends with entry 4, but head 1" in faults()
    assert "knows 6" in faults()
    assert "the last 2 were cut off" in faults()


def test_a_cut_after_which_the_trail_went_on_shows_against_the_heads(chain):
    heads.seal()
    cut(2)
    for n in range(4):
        record(None, "b.done", None, n=n)
    assert "Audit entry 6 is not the one that head 1" in faults()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL hands ids out for changes that are undone, too")
def test_on_sqlite_a_cut_shows_without_any_head(chain):
    tamper(f"DELETE FROM {TABLE} WHERE id = %s", chain[-1].pk)
    assert "The database has handed out 1 ids after the last entry: entries were cut off the end." in faults()


def test_a_cut_off_end_shows_against_a_hash_noted_before(chain):
    call_command("verify_audit", head=chain[-1].hash)
    cut(1)
    with pytest.raises(CommandError, match="cut off"):
        call_command("verify_audit", head=chain[-1].hash)


def test_without_heads_it_says_what_would_not_show(chain, capsys):
    call_command("verify_audit")
    assert "a cut at the end would not show" in capsys.readouterr().out


def test_entries_from_before_the_seals_stay_good(chain, capsys):
    rebuild(1, form=1, seal="")
    for entry in list(AuditEntry.objects.filter(sequence__gt=1).in_order())[:2]:
        rebuild(entry.sequence, form=1, seal="")
    tamper(f"DELETE FROM {TABLE} WHERE sequence > 3")
    if connection.vendor == "sqlite":
        tamper(f"UPDATE sqlite_sequence SET seq = (SELECT MAX(id) FROM {TABLE}) WHERE name = '{TABLE}'")
    beginning.write(3, AuditEntry.objects.get(sequence=3).hash)
    record(None, "b.done", None)
    call_command("verify_audit")
    assert "The first 3 are older than the seals" in capsys.readouterr().out


def test_seal_writes_a_head_and_prints_it(chain, capsys):
    call_command("verify_audit", seal=True)
    head = json.loads(next(iter(heads.files())).read_text().splitlines()[-1])
    said = capsys.readouterr().out
    assert head["seal"] in said
    assert head["hash"] in said


# Files of heads


@pytest.fixture
def sealed(chain):
    """Five heads; the trail knows the first."""
    for n in range(5):
        record(None, "c.done", None, n=n)
        heads.seal()
    [path] = heads.files()
    return path


def lines_of(path):
    return path.read_text().splitlines(keepends=True)


def test_the_trail_and_its_heads_agree(sealed, capsys):
    call_command("verify_audit")
    assert "5 heads agree" in capsys.readouterr().out


def test_heads_are_for_their_owner_only(sealed):
    assert (sealed.stat().st_mode & 0o777, sealed.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_head_that_was_changed_is_named(sealed):
    lines = lines_of(sealed)
    lines[2] = lines[2].replace('"entries":', '"entries":1')
    sealed.write_text("".join(lines))
    assert "head 3 (line 3) is forged or was changed" in faults()


def test_a_head_that_was_cut_out_is_named(sealed):
    lines = lines_of(sealed)
    sealed.write_text("".join(lines[:2] + lines[3:]))
    assert "head 4 (line 3) does not follow head 2: heads were cut out" in faults()


def test_a_file_of_heads_without_its_beginning_is_named(sealed):
    sealed.write_text("".join(lines_of(sealed)[1:]))
    assert "head 2 (line 1) does not follow the beginning" in faults()


def test_a_head_with_another_key_is_named(sealed, settings):
    entry_key = keys.key_in_use()
    settings.AUDIT_KEY = "another key, long enough to be one 0123456789"
    settings.AUDIT_KEY_FALLBACKS = [entry_key.secret.decode()]
    record(None, "d.done", None)
    heads.seal()
    assert check().is_whole
    settings.AUDIT_KEY, settings.AUDIT_KEY_FALLBACKS = entry_key.secret.decode(), []
    assert "was sealed with another key" in faults()
    assert "it was sealed with a key that is not here" in faults()


def test_a_file_of_heads_that_was_cut_or_put_back_is_named(sealed):
    name_in_trail_again(sealed)
    sealed.write_text("".join(lines_of(sealed)[:3]))
    assert "ends with head 3, the trail knows its head 5: the file was cut or put back from an older copy" in faults()


def test_a_file_of_heads_that_is_gone_is_named(sealed):
    name_in_trail_again(sealed)
    sealed.unlink()
    assert f"{sealed.stem}.heads is missing; the trail knows its head 5" in faults()


def test_a_file_of_heads_that_the_trail_does_not_know_is_named(sealed):
    sealed.rename(sealed.with_name(f"{heads.machine()}_0badf00d.heads"))
    assert "the trail does not know this file" in faults()


def test_the_file_of_another_machine_is_a_note_where_it_is_not(sealed, monkeypatch, capsys):
    sealed.unlink()
    monkeypatch.setattr(heads, "machine", lambda: "another")
    call_command("verify_audit")
    assert "it lies on another machine, or is lost" in capsys.readouterr().out


def test_half_a_line_that_a_power_cut_left_is_passed_over(sealed, capsys):
    sealed.write_text(sealed.read_text() + '{"head":6,"ent')
    record(None, "d.done", None)
    heads.seal()
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "line 6 is not a whole head" in said
    assert "6 heads agree" in said


def test_lost_heads_can_be_given_up_and_the_trail_keeps_that(sealed, capsys):
    cut(4)
    assert "were cut off" in faults()
    call_command("verify_audit", begin_anew=True)
    said = capsys.readouterr().out
    assert "was declared lost and does not count" in said
    assert "Of a file that was declared lost: " in said
    assert "the trail was cut before it and went on" in said or "were cut off" in said
    assert AuditEntry.objects.filter(verb="audit.begun_anew").count() == 1
    assert len(heads.files()) == 2


def test_a_head_is_written_only_when_the_trail_has_grown(chain):
    assert heads.seal_if_grown(every=timedelta(0))["entries"] == 6
    assert heads.seal_if_grown(every=timedelta(0)) is None
    record(None, "b.done", None)
    assert heads.seal_if_grown(every=timedelta(hours=1)) is None
    assert heads.seal_if_grown(every=timedelta(0))["head"] == 2


def test_an_empty_trail_has_no_heads(db):
    assert heads.seal_if_grown(every=timedelta(0)) is None
    assert heads.files() == []


def test_the_trail_names_the_file_again_after_a_day(sealed, monkeypatch):
    said = AuditEntry.objects.filter(verb="audit.sealed").count()
    record(None, "d.done", None)
    heads.seal()
    assert AuditEntry.objects.filter(verb="audit.sealed").count() == said
    name_in_trail_again(sealed)
    assert AuditEntry.objects.filter(verb="audit.sealed").count() == said + 1


def name_in_trail_again(path):
    """The trail names the last head of the file, as it does once a day."""
    heads._name_in_trail(path, heads._last_line(path))


def test_a_clock_that_was_ahead_does_not_stop_the_heads(sealed, monkeypatch):
    record(None, "d.done", None)
    late = timezone.now() + timedelta(days=400)
    with monkeypatch.context() as patch:
        patch.setattr(heads.timezone, "now", lambda: late)
        heads.seal()
    record(None, "d.done", None)
    assert heads.seal_if_grown() is not None
