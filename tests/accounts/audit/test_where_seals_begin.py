"""Where the seals began stands outside of the database: nobody makes a trail look older than it is by owning the database."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.audit import beginning, heads
from accounts.audit.trail import record
from accounts.models import AuditEntry
from tests.accounts.audit.test_verify_audit import TABLE, cut, faults, rebuild, tamper


@pytest.fixture
def chain(db):
    return [record(None, "a.done", None, n=n) for n in range(5)]


def rewrite_as_older_than_the_seals(*, giving_up=()):
    """What whoever owns only the database can do to all of it; giving_up: files that a forged entry declares lost."""
    if giving_up:
        tamper(f"UPDATE {TABLE} SET verb = %s, details = %s WHERE sequence = 1", "audit.begun_anew",
               json.dumps({"files": giving_up}))  # fmt: skip
    for entry in list(AuditEntry.objects.in_order()):
        rebuild(entry.sequence, form=1, seal="")


@pytest.mark.parametrize("forged", [False, True])
def test_who_owns_only_the_database_cannot_rewrite_the_whole_trail(chain, forged):
    heads.seal()
    cut(1)
    rewrite_as_older_than_the_seals(giving_up=[path.stem for path in heads.files()] if forged else ())
    said = faults()
    assert "Audit entries 1 to 5 are bad: it has no seal, and nothing outside of the database says" in said
    assert "The trail ends with entry 5, but head 1" in said
    heads.seal()
    assert "Audit entries 1 to 5 are bad: it has no seal" in faults()


def test_a_trail_that_was_rewritten_before_the_first_head_is_named_after_it(chain):
    rewrite_as_older_than_the_seals()
    heads.seal()
    assert "Audit entries 1 to 5 are bad: it has no seal" in faults()


def test_a_trail_that_claims_to_be_older_gets_no_mark_where_a_key_or_heads_are(chain):
    heads.seal()
    beginning.write_once(5, chain[-1].hash)
    assert not beginning.path().exists()


def test_entries_of_before_that_differ_from_the_mark_are_named(chain):
    beginning.write(5, chain[-1].hash)
    rewrite_as_older_than_the_seals()
    assert "The entries without a seal are not those that sealed_from knows" in faults()


def test_a_changed_mark_is_named_and_does_not_count(chain):
    rewrite_as_older_than_the_seals()
    beginning.write(4, AuditEntry.objects.get(sequence=4).hash)
    beginning.path().write_text(beginning.path().read_text().replace('"unsealed":4', '"unsealed":5'))
    said = faults()
    assert "sealed_from is forged, was changed" in said
    assert "Audit entries 1 to 5 are bad: it has no seal" in said


def test_the_first_head_of_before_the_marks_vouches_for_what_it_covers(chain, monkeypatch):
    rewrite_as_older_than_the_seals()
    as_of_before(monkeypatch)
    record(None, "b.done", None)
    heads.seal()
    call_command("verify_audit", stdout=(said := StringIO()))
    assert not re.search(r"\bbad\b", said.getvalue())  # letters of a hash are no word


def as_of_before(monkeypatch):
    """Heads are written without their form, as they were before there were marks."""
    dumps = json.dumps
    monkeypatch.setattr(
        heads.json, "dumps", lambda facts, **how: dumps({k: v for k, v in facts.items() if k != "form"}, **how)
    )


def test_only_who_says_so_vouches_for_entries_without_a_seal(chain):
    rewrite_as_older_than_the_seals()
    heads.begin_anew()
    assert "Audit entries 1 to 5 are bad: it has no seal" in faults()
    call_command("verify_audit", begin_anew=True, trust_unsealed=True)
    assert AuditEntry.objects.filter(verb="audit.begun_anew", details__trusted=5).count() == 1
    call_command("verify_audit")
