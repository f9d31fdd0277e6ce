"""manage.py issue_certificates: the same work as the page, from the command line."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from certificates.models import Certificate, CertificateBatch
from tests.certificates.conftest import completes
from tests.factories import DesignFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


def run(*options):
    return call_command("issue_certificates", *options, skip_checks=True)


def said(capsys, *options):
    run(*options)
    return capsys.readouterr().out


def test_with_json_it_prints_serial_code_path_and_hash_of_each(closed, two, coordinator, capsys):
    rows = json.loads(said(capsys, "--session", "TOT-KHU-02", "--by", "coordinator@example.org", "--json"))
    certificates = list(Certificate.objects.order_by("serial"))
    assert rows == [
        {"serial": one.serial, "code": one.code, "path": one.pdf.path, "sha256": one.sha256} for one in certificates
    ]
    assert len(rows) == 2
    assert all(Path(row["path"]).is_file() for row in rows)
    assert CertificateBatch.objects.get().requested_by == coordinator


def test_without_json_it_prints_a_table_for_people(closed, two, coordinator, capsys):
    text = said(capsys, "--session", "TOT-KHU-02", "--by", "Coordinator@example.org")
    assert text.splitlines()[-1] == "2 issued"
    assert all(one.serial in text and one.pdf.path in text for one in Certificate.objects.all())


def test_who_has_no_e_mail_is_named_by_service_number(closed, two, coordinator, programme, officer_user, capsys):
    programme.team.create(user=officer_user, role="coordinator")
    assert said(capsys, "--session", "TOT-KHU-02", "--by", "9900555001").splitlines()[-1] == "2 issued"


def test_certificates_of_participation_are_asked_for_by_name(closed, two, coordinator, programme, capsys):
    DesignFactory(programme=programme, name="Participation", level="participation")
    missed = EnrolmentFactory(session=closed, state="not_completed", half_days_attended=2, half_days_held=6)
    text = said(capsys, "--session", "TOT-KHU-02", "--by", "coordinator@example.org", "--participation")
    assert text.splitlines()[-1] == "1 issued"
    assert Certificate.objects.get().enrolment == missed


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--session", "NONE-1", "--by", "coordinator@example.org"], "There is no session with the code NONE-1."),
        (["--session", "TOT-KHU-02", "--by", "nobody@example.org"], "There is no account with the e-mail"),
        (["--session", "TOT-KHU-02", "--by", "trainer@example.org"], "Only a coordinator of the programme"),
        (["--session", "TOT-KHU-02", "--by", "coordinator@example.org"], "Nobody in this session"),
    ],
)
def test_a_refusal_is_a_sentence_and_an_exit_code(closed, coordinator, options, sentence):
    with pytest.raises(CommandError, match=sentence) as no:
        run(*options)
    assert no.value.returncode == 1


def test_a_session_that_is_open_is_refused(session, design, coordinator):
    completes(session)
    with pytest.raises(CommandError, match="once the session is closed"):
        run("--session", session.code, "--by", "coordinator@example.org")


def test_work_that_fails_is_reported(closed, two, coordinator, monkeypatch):
    monkeypatch.setattr("certificates.issuing.records.draw", lambda *_facts: 1 / 0)
    with pytest.raises(CommandError, match="The work stopped"):
        run("--session", "TOT-KHU-02", "--by", "coordinator@example.org")
