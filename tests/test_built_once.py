"""What is built once for a file is the same for each test, whichever ran first, and no test sees what another one did."""

from pathlib import Path

import pytest
from django.conf import settings

from certificates.issuing.records import revoke
from certificates.models import Certificate
from certificates.storage import stored_files
from tests import built_once as tool
from tests.built_once import built_once, provide
from tests.certificates.conftest import certificate, closed, design  # noqa: F401 -- fixtures
from tests.factories import OfficerFactory

# What each test of this file found at its start: the same, whether it was built for it or laid down.
seen = []


@pytest.fixture(autouse=True)
def _built_once(request, tmp_path_factory, _quiet_start):
    provide(request, tmp_path_factory)


@pytest.fixture
@built_once
def holder(certificate, officer):  # noqa: F811 -- the fixture
    return {"certificate": certificate, "of": officer}


def state():
    """What is in the database, as it is stored, and in the files."""
    rows = {table: found for table, (_insert, found) in tool.stored_rows().items()}
    return rows, {file.name: file.read_bytes() for file in files()}


def files():
    return [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()]


@pytest.mark.parametrize("turn", range(3))
def test_each_finds_the_same_and_leaves_nothing_to_the_next(holder, officer, coordinator, programme, request, turn):
    found = state()
    seen.append(found)
    assert found == seen[0]
    assert found[1]
    assert holder["of"] is officer
    assert list(Certificate.objects.all()) == [holder["certificate"]]
    assert stored_files.open_stored(holder["certificate"]).read() in found[1].values()
    # What is set up besides it stands on the same, and meets none of its codes and numbers.
    assert request.getfixturevalue("session").phase.programme is programme
    OfficerFactory()
    # What it does to rows, objects and files:
    revoke(holder["certificate"], by=coordinator, reason="Obtained by fraud.")
    officer.name_en = "Somebody Else"
    officer.save()
    for file in files():
        file.unlink()
    (Path(settings.MEDIA_ROOT) / "left").write_text("left")


@pytest.mark.django_db(transaction=True)
def test_one_that_commits_builds_its_own(holder):
    assert stored_files.open_stored(holder["certificate"]).read()
    assert state() not in seen
