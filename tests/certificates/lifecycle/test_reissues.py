"""Issuing anew, many at once: for a lost key or a new design."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.storage import default_storage

from accounts.refusal import Refused
from certificates.designs import versions
from certificates.issuing import records
from certificates.lifecycle import reissues
from certificates.lifecycle.reissues import Choice
from certificates.models import Certificate, Reissue, SerialReservation
from jobs.requesting import resume, run_now
from tests.built_once import built_once
from tests.certificates.conftest import completes, issued
from tests.certificates.lifecycle.conftest import WHY
from tests.certificates.signing.making import certificate_of, pem
from tests.factories import DesignFactory, ProgrammeFactory, in_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
@built_once
def three(closed, coordinator):
    """Three certificates of `closed`."""
    for number in range(3):
        completes(closed, name_en=f"Officer {in_letters(number).capitalize()}")
    return issued(closed, by=coordinator)


@pytest.fixture
def choice(programme, closed):
    """All that hold of `closed`."""
    return Choice(programme, session=closed)


def run(choice, by):
    """Issues anew and returns (Job, Reissue)."""
    made = reissues.request(choice, by=by, **WHY)
    return run_now(made.job), made


def test_everyone_gets_a_new_one_and_the_old_ones_lead_to_it(three, choice, coordinator):
    job, made = run(choice, coordinator)
    assert (job.state, job.done, job.result) == ("done", 3, {"issued": 3, "set_aside": 0})
    for old in three:
        old.refresh_from_db()
        assert (old.state, old.reason, old.reason_bn) == ("superseded", *WHY.values())
        new = old.superseded_by
        assert (new.state, new.facts["name_en"], new.enrolment) == ("issued", old.facts["name_en"], old.enrolment)
        assert made.items.get(old=old).new == new
    # The new numbers follow the order of the old ones.
    assert [old.superseded_by.serial[-1] for old in three] == ["4", "5", "6"]
    assert Certificate.objects.count() == 6
    assert not SerialReservation.objects.exists()


def test_a_new_design_is_printed_on_the_new_ones(three, programme, design, coordinator):
    newer = versions.use(versions.next_version(design, by=coordinator), by=coordinator)
    run(Choice(programme, old_design=design, new_design=newer), coordinator)
    assert set(Certificate.objects.live().values_list("design", flat=True)) == {newer.pk}


def test_a_batch_or_one_certificate_is_chosen(three, closed, programme, coordinator):
    completes(closed, name_en="Laila Banu")
    [later] = issued(closed, by=coordinator)
    lines = reissues.preview(Choice(programme, batch=three[0].batch), by=coordinator)
    assert [line.certificate for line in lines] == three
    assert [line.certificate for line in reissues.preview(Choice(programme, certificate=later), by=coordinator)] == [
        later
    ]


def test_the_key_that_signs_now_is_no_lost_key(three, programme, coordinator):
    with pytest.raises(Refused, match="Exchange it first"):
        reissues.preview(Choice(programme, key=three[0].signed_with), by=coordinator)


def test_what_a_lost_key_signed_is_signed_with_the_new_one(three, programme, coordinator, settings, tmp_path):
    lost = three[0].signed_with
    key, file = ec.generate_private_key(ec.SECP256R1()), tmp_path / "new.pem"
    file.write_bytes(pem(key, certificate_of(key)))
    settings.SIGNING_KEY_FILE = file
    job, _made = run(Choice(programme, key=lost), coordinator)
    assert job.result == {"issued": 3, "set_aside": 0}
    assert lost.pk not in Certificate.objects.live().values_list("signed_with", flat=True)


def test_something_has_to_be_chosen(three, programme, coordinator):
    with pytest.raises(Refused, match="Choose a session, a batch, a key or a design"):
        reissues.preview(Choice(programme), by=coordinator)


def test_the_preview_says_who_stays_and_why(three, choice, coordinator):
    first, second, third = three
    first.enrolment.officer.name_bn = ""
    first.enrolment.officer.save()
    second.enrolment.state = "not_completed"
    second.enrolment.save()
    why = {line.certificate.pk: line.why for line in reissues.preview(choice, by=coordinator)}
    assert why == {
        first.pk: "The name in Bangla is missing.",
        second.pk: "This officer has no completed training in a closed session any more.",
        third.pk: "",
    }
    job, made = run(choice, coordinator)
    assert job.result == {"issued": 1, "set_aside": 2}
    assert made.items.get(old=first).why == "The name in Bangla is missing."


def test_the_own_certificate_stays(certificate, choice, coordinator_is_officer):
    [line] = reissues.preview(choice, by=coordinator_is_officer)
    assert "your own certificate" in line.why
    with pytest.raises(Refused, match="Nobody would get a new certificate"):
        reissues.request(choice, by=coordinator_is_officer, **WHY)


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "stranger"])
def test_only_coordinators_of_the_programme_may(certificate, choice, who, request):
    with pytest.raises(Refused, match="Only a coordinator of the programme"):
        reissues.request(choice, by=request.getfixturevalue(who), **WHY)


def test_a_design_of_another_programme_is_refused(three, choice, coordinator):
    with pytest.raises(Refused, match="another programme"):
        reissues.request(choice._replace(new_design=DesignFactory(programme=ProgrammeFactory())), by=coordinator, **WHY)


def test_while_one_is_under_way_no_other_begins(three, choice, coordinator):
    reissues.request(choice, by=coordinator, **WHY)
    with pytest.raises(Refused, match="being issued anew already"):
        reissues.request(choice, by=coordinator, **WHY)
    assert Reissue.objects.count() == 1


def test_one_revoked_meanwhile_gets_no_new_one(three, choice, coordinator):
    made = reissues.request(choice, by=coordinator, **WHY)
    records.revoke(three[1], by=coordinator, reason="Issued in error.")
    job = run_now(made.job)
    assert job.result == {"issued": 2, "set_aside": 1}
    assert made.items.get(old=three[1]).why == "It is not valid any more."
    assert Certificate.objects.filter(enrolment=three[1].enrolment).count() == 1


def test_one_revoked_between_drawing_and_row_gets_no_new_one(three, choice, coordinator, monkeypatch):
    store, stored = records.stored_files.store, []

    def slowly(pdf):
        if not stored:
            records.revoke(three[0], by=coordinator, reason="Issued in error.")
        stored.append(store(pdf))
        return stored[-1]

    monkeypatch.setattr(records.stored_files, "store", slowly)
    job, made = run(choice, coordinator)
    assert job.result == {"issued": 2, "set_aside": 1}
    assert "it is revoked" in made.items.get(old=three[0]).why


def test_a_name_that_does_not_fit_is_told_and_the_others_go_on(three, choice, coordinator):
    made = reissues.request(choice, by=coordinator, **WHY)
    officer = three[0].enrolment.officer
    officer.name_en = "Very Long " * 15
    officer.save()
    assert run_now(made.job).result == {"issued": 2, "set_aside": 1}
    assert "too long" in made.items.get(old=three[0]).why
    three[0].refresh_from_db()
    assert three[0].is_valid


@pytest.mark.parametrize("place", ["draw_and_store", "write_replacement"])
def test_a_killed_worker_gives_nobody_two_and_leaves_nobody_out(three, choice, coordinator, monkeypatch, place):
    monkeypatch.setattr(reissues, "CHUNK_MOST", 1)
    made = reissues.request(choice, by=coordinator, **WHY)
    real, calls = getattr(records, place), []

    def crashing(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(records, place, crashing)
        assert run_now(made.job).state == "failed"
    [reserved] = SerialReservation.objects.all()
    job = run_now(resume(made.job, by=coordinator))
    assert (job.state, job.result) == ("done", {"issued": 3, "set_aside": 0})
    assert Certificate.objects.filter(serial=reserved.serial, code=reserved.code).count() == 1
    assert Certificate.objects.count() == 6
    claimed = {certificate.pdf.path for certificate in Certificate.objects.all()}
    assert claimed <= {str(path) for path in Path(default_storage.path("certificates")).glob("*/*")}


@pytest.mark.parametrize("number", [1, 3])
def test_the_preview_costs_the_same_for_many(closed, choice, coordinator, number, django_assert_num_queries):
    for _officer in range(number):
        completes(closed)
    issued(closed, by=coordinator)
    with django_assert_num_queries(4):
        assert len(reissues.preview(choice, by=coordinator)) == number
