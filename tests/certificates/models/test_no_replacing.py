"""No row of a certificate gives way to another one, whichever key the two share and whatever the SQL says about conflicts."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from certificates.models import Certificate, immutability_triggers

pytestmark = pytest.mark.django_db
TABLE = Certificate._meta.db_table
COLUMNS = [field.column for field in Certificate._meta.fields]
ONLY_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
KEYS = ["id", "serial", "code", "enrolment_id"]


def another(certificate, *same):
    """The values of a row like `certificate` that shares only the columns `same` with it, in the order of COLUMNS."""
    own = {field.column: getattr(certificate, field.attname) for field in Certificate._meta.fields}
    own |= {"facts": json.dumps(certificate.facts), "pdf": certificate.pdf.name}
    # Nothing asks for the enrolment before the transaction ends.
    fresh = {"id": own["id"] + 1, "serial": "SHETU-2026-99999", "code": "0" * 26, "enrolment_id": 987654}
    return [own[column] if column in same or column not in fresh else fresh[column] for column in COLUMNS]


def insert(act, ending=""):
    return f"{act} INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) {ending}"


def refused(certificate, sql, values=(), match="never replaced"):
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    kept = Certificate.objects.get()
    assert (kept.pk, kept.serial, kept.code, kept.facts) == (
        certificate.pk,
        certificate.serial,
        certificate.code,
        certificate.facts,
    )


def test_every_key_of_the_table_is_guarded():
    fields = {(field.column,) for field in Certificate._meta.fields if field.unique}
    constraints = {
        tuple(Certificate._meta.get_field(name).column for name in constraint.fields)
        for constraint in Certificate._meta.constraints
        if hasattr(constraint, "fields")
    }
    assert {key.columns for key in immutability_triggers.KEYS} == fields | constraints


@ONLY_SQLITE
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("act", ["REPLACE", "INSERT OR REPLACE"])
def test_no_certificate_is_replaced_by_way_of_any_key(certificate, act, key):
    refused(certificate, insert(act), another(certificate, key))


@ONLY_SQLITE
def test_no_certificate_is_replaced_by_way_of_the_one_it_supersedes(certificate):
    values = another(certificate)
    values[COLUMNS.index("supersedes_id")] = certificate.pk
    values[COLUMNS.index("state")] = "revoked"
    values[COLUMNS.index("reason")], values[COLUMNS.index("state_changed_at")] = "x", certificate.issued_at
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert("INSERT"), values)
        values[COLUMNS.index("id")], values[COLUMNS.index("serial")], values[COLUMNS.index("code")] = (
            10**6,
            "x",
            "1" * 26,
        )
        with pytest.raises(DatabaseError, match="never replaced"), transaction.atomic():
            cursor.execute(insert("REPLACE"), values)
        transaction.set_rollback(True)


@pytest.mark.parametrize("column", ["id", "serial", "code", "enrolment_id"])
def test_no_update_takes_a_key_away(certificate, column):
    value = {"id": 10**6, "serial": "x", "code": "1" * 26, "enrolment_id": 10**6}[column]
    act = "UPDATE OR REPLACE" if connection.vendor == "sqlite" else "UPDATE"
    refused(certificate, f"{act} {TABLE} SET {column} = %s", [value], match="never changes")


@pytest.mark.parametrize("key", ["id", "serial", "code"])
def test_an_insert_that_meets_a_certificate_does_not_change_it(certificate, key):
    match = "never replaced" if connection.vendor == "sqlite" else "never changes"
    sql = insert("INSERT", f"ON CONFLICT ({key}) DO UPDATE SET facts = '{{}}'")
    refused(certificate, sql, another(certificate, key), match=match)
