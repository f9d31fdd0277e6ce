"""A clock that is wrong, and what is said about the key when Shetu starts."""

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.checks import run_checks
from django.utils import timezone

from accounts.refusal import Refused
from certificates.drawing import draw
from certificates.issuing import batches
from certificates.models import Certificate
from certificates.signing import clock_check
from jobs.requesting import resume, run_now
from tests.certificates.conftest import closed, completes, design  # noqa: F401 -- fixtures of the floor above
from tests.certificates.drawing.samples import HERITAGE, TYPICAL
from tests.certificates.signing.making import certificate_of, pem
from tests.certificates.signing.test_timestamps import _signer, _witness, authority

ELEVEN = timedelta(minutes=11)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong_by", [ELEVEN, -ELEVEN], ids=["behind", "ahead"])
def test_a_clock_eleven_minutes_from_that_of_the_database_issues_nothing(
    closed,  # noqa: F811 -- the fixture
    coordinator,
    monkeypatch,
    wrong_by,
):
    completes(closed)
    batch = batches.request(closed, by=coordinator)
    with monkeypatch.context() as patch:
        patch.setattr(clock_check, "database_time", lambda: timezone.now() + wrong_by)
        job = run_now(batch.job)
    assert (job.state, Certificate.objects.count()) == ("failed", 0)
    assert "11 minutes apart" in job.reason
    assert run_now(resume(job, by=coordinator)).state == "done"


def test_a_few_minutes_do_not_matter(monkeypatch):
    monkeypatch.setattr(clock_check, "database_time", lambda: timezone.now() - timedelta(minutes=4))
    assert clock_check.refuse_wrong_clock() is None


@pytest.mark.django_db
def test_the_clock_of_the_database_can_be_asked():
    there = clock_check.database_time()
    assert there is None or abs(timezone.now() - there) < clock_check.TOLERATED


def test_a_clock_eleven_minutes_from_that_of_the_time_stamp_authority_signs_nothing():
    witness = _witness()
    witness.fixed_dt = datetime.now(UTC) + ELEVEN

    def answer(content):
        return witness.request_tsa_response(tsp.TimeStampReq.load(content)).dump()

    with authority(answer) as url, pytest.raises(Refused, match="11 minutes away"):
        draw(TYPICAL, HERITAGE, seal=_signer(url), at=datetime.now(UTC))


def said():
    found = run_checks(tags=["start"], include_deployment_checks=True)
    return [(one.id, str(one.msg)) for one in found]


@pytest.fixture
def key_file(tmp_path, settings):
    def write(**dates):
        key = ec.generate_private_key(ec.SECP256R1())
        path = tmp_path / "key.pem"
        path.write_bytes(pem(key, certificate_of(key, **dates)))
        settings.SIGNING_KEY_FILE = str(path)
        return path

    return write


@pytest.mark.django_db  # the trail is asked at the start too
def test_a_good_key_is_not_mentioned_at_the_start(key_file):
    key_file(ends=datetime.now(UTC) + timedelta(days=300))
    assert said() == []


@pytest.mark.django_db  # the trail is asked at the start too
def test_a_key_that_ends_soon_is_told_at_the_start(key_file):
    ends = datetime.now(UTC) + timedelta(days=20)
    key_file(ends=ends)
    [(code, sentence)] = said()
    assert (code, sentence) == (
        "certificates.W003",
        f"The certificate of the signing key expires on {ends.date().isoformat()}.",
    )


@pytest.mark.django_db  # the trail is asked at the start too
def test_an_expired_a_missing_and_an_unreadable_key_are_told_at_the_start(key_file, settings):
    began = datetime.now(UTC) - timedelta(days=20)
    key_file(begins=began, ends=began + timedelta(days=10))
    assert "expired on" in said()[0][1]
    key_file().write_bytes(b"nonsense")
    assert "cannot be opened" in said()[0][1]
    key_file().unlink()
    assert "is missing" in said()[0][1]
    settings.SIGNING_KEY_FILE, settings.PRODUCTION = "", True
    assert "There is no signing key" in said()[0][1]
