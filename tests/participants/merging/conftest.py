"""Two records of one person, seen by a coordinator of the programme that recorded both."""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from participants.models.posting import officers_out_of_sync
from participants.row_snapshots import as_data
from tests.factories import OfficerFactory

# What tells the story of a change is not undone with it; search keys are made again, under new numbers.
TELLS = {
    "accounts.AuditEntry",
    "participants.HistoricalOfficer",
    "participants.Merge",
    "participants.OfficerKey",
    "sessions.Session",
    "trainings.AttendanceChange",
}


@pytest.fixture(autouse=True)
def _english():
    """A page asked for in Bangla leaves its language behind in this thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _postings_in_step(db):
    """Whatever was merged or taken back: rank and unit of who has postings are those of the latest one."""
    yield
    assert not officers_out_of_sync().filter(postings__isnull=False).exists()


def recorded(programme, **facts):
    """Returns an officer whom the programme recorded."""
    return OfficerFactory(programme=programme, **facts)


@pytest.fixture
def kept(programme):
    """The record that stays."""
    return recorded(
        programme, service_number="9977700001", name_en="Md. Rafiqul Islam", name_bn="", mobile="", sex="male"
    )


@pytest.fixture
def absorbed(programme):
    """The other record of the same person."""
    return recorded(
        programme,
        service_number="9977700002",
        name_en="Mohammad Rafikul Islam",
        name_bn="মোঃ রফিকুল ইসলাম",
        mobile="+8801700000002",
        sex="male",
    )


def everything():
    """Returns {model: {number: row as data}} of every table but those that tell the story."""
    return {
        model._meta.label: {str(row.pk): as_data(row) for row in model._base_manager.all()}
        for model in apps.get_models()
        if model._meta.label not in TELLS and model._meta.managed
    }


def differences(before, after):
    """Returns {model: {number: (row before, row after)}} where two pictures of the database differ."""
    found = {}
    for label, rows in before.items():
        now = after[label]
        if rows != now:
            changed = {pk for pk in rows.keys() | now.keys() if rows.get(pk) != now.get(pk)}
            found[label] = {pk: (rows.get(pk), now.get(pk)) for pk in sorted(changed)}
    return found


@pytest.fixture
def takes_queries():
    """A context manager: the block takes exactly so many queries, not counting PostgreSQL's lock of the audit trail."""

    @contextmanager
    def watch(number):
        with CaptureQueriesContext(connection) as queries:
            yield
        counted = [query["sql"] for query in queries.captured_queries if "pg_advisory" not in query["sql"]]
        assert len(counted) == number, "\n".join(counted)

    return watch
