"""Slips on paper: asked for, drawn, kept for an hour for the one who asked; the pages that show where officers stand."""

import os
import re
import subprocess
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from accounts.access.secret_codes import grouped
from accounts.models import AuditEntry, User
from accounts.refusal import Refused
from jobs import kinds
from jobs.execution import running
from jobs.execution.leases import Lease
from jobs.models import Job, State
from jobs.requesting import run_now
from participants.claim_slips import claiming
from participants.claim_slips.codes import hash_of
from participants.models import ClaimSlip, Officer
from reports.claim_slips import groups, printing
from reports.exports import expiring_files
from tests.certificates.drawing import pages
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, UnitFactory, UserFactory
from tests.participants.claim_slips.conftest import printed

PASSWORD = "four boats on the river"
MM = 72 / 25.4


@pytest.fixture
def roster(session, programme):
    """Thirteen officers in the session: a sheet and one."""
    for number in range(13):
        officer = OfficerFactory(
            service_number=f"99001122{number:02d}", name_en=f"Officer {chr(65 + number)}", programme=programme
        )
        EnrolmentFactory(session=session, officer=officer)
    return session


@pytest.fixture
def ready(roster, coordinator):
    """A job that has printed the slips of all thirteen."""
    return run_now(printing.ask(groups.of_session(roster, coordinator), whom=printing.MISSING, by=coordinator))


def path_of(job):
    return default_storage.path(f"slips/{job.params['token']}.pdf")


def page_of(pdf, folder, number, *, dpi=200):
    """A page as a grey picture."""
    out = folder / f"page{number}"
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "-f", str(number), "-l", str(number), "-singlefile", pdf, out], check=True
    )
    with Image.open(f"{out}.pgm") as image:
        image.load()
        return image


def squares(picture):
    return zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)


def owner_of(code):
    return ClaimSlip.objects.get(code_hash=hash_of(code)).officer


def test_every_qr_code_on_the_paper_opens_the_account_of_its_officer(ready, tmp_path, settings):
    codes = {}
    for number in (1, 2):
        for square in squares(page_of(path_of(ready), tmp_path, number)):
            address, _hash, code = square.text.partition("#")
            assert address == f"{settings.SITE_URL}/c/"
            codes[code] = None
    assert len(codes) == ClaimSlip.objects.live().count() == 13
    opened = {claiming.check(code, owner_of(code).service_number).officer for code in codes}
    assert opened == set(Officer.objects.all())


def test_what_stands_on_a_slip_and_what_does_not(ready, tmp_path, settings):
    text = subprocess.run(
        ["pdftotext", "-layout", path_of(ready), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "Works once, for 14 days. Give it to no one." in text
    assert "You also need your BP number." in text
    assert settings.SITE_URL.split("//")[1] + "/claim" in text
    names = Officer.objects.values_list("name_en", flat=True)
    assert [name for name in names if name not in text] == []
    assert "9900112" not in text
    assert "+880" not in text
    [square, *_rest] = squares(page_of(path_of(ready), tmp_path, 2))
    typed = grouped(square.text.partition("#")[2]).split()
    assert all(group in text for group in typed)


def test_twelve_slips_of_97_by_46_mm_on_a_sheet(ready, tmp_path):
    told = pages.information(open(path_of(ready), "rb").read(), tmp_path)  # noqa: SIM115, PTH123
    assert (told["Pages"], told["Page size"]) == ("2", "595.276 x 841.89 pts (A4)")
    per_mm = 200 / 25.4
    corners = sorted(
        (round(square.position.top_left.x / per_mm, 1), round(square.position.top_left.y / per_mm, 1))
        for square in squares(page_of(path_of(ready), tmp_path, 1))
    )
    left, right = sorted({x for x, _y in corners if x < 105}), sorted({x for x, _y in corners if x > 105})
    assert right[0] - left[0] == pytest.approx(97, abs=0.5)
    rows = sorted(y for x, y in corners if x < 105)
    assert len(rows) == 6
    assert all(after - before == pytest.approx(46, abs=0.5) for before, after in pairwise(rows))
    # The quiet zone of four modules lies inside the box of 24 mm at (3.4, 5.6) of the slip.
    assert 8 + 3.4 < left[0] < 8 + 3.4 + 4
    assert 10.5 + 5.6 < rows[0] < 10.5 + 5.6 + 4


def test_only_the_bundled_fonts_are_in_it(ready, tmp_path):
    families = {name for name, *_rest in pages.fonts(open(path_of(ready), "rb").read(), tmp_path)}  # noqa: SIM115, PTH123
    assert families
    assert all(family.startswith(("NotoSansBengali-", "Inter-")) for family in families)


def test_no_code_is_kept_in_the_job(ready, tmp_path):
    [code] = {square.text.partition("#")[2] for square in squares(page_of(path_of(ready), tmp_path, 2))}
    job = Job.objects.values().get(pk=ready.pk)
    assert code not in str(job)
    assert (ready.state, ready.result) == (State.DONE, {"slips": 13, "left_out": 0})


def fetch(client, session, job):
    return client.get(f"/admin/sessions/{session.code}/slips/{job.params['token']}/")


def test_the_file_is_for_the_one_who_asked_alone(signed_in, roster, ready, coordinator, programme):
    answer = fetch(signed_in(coordinator), roster, ready)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert AuditEntry.objects.filter(verb="claim_slips.downloaded", actor=coordinator).count() == 1
    colleague = UserFactory()
    programme.team.create(user=colleague, role="coordinator")
    assert fetch(signed_in(colleague), roster, ready).status_code == 404


def test_the_file_is_there_for_an_hour(signed_in, roster, ready, coordinator):
    client = signed_in(coordinator)
    path = path_of(ready)
    assert oct(os.stat(path).st_mode)[-3:] == "600"  # noqa: PTH116
    Job.objects.filter(pk=ready.pk).update(finished_at=timezone.now() - timedelta(minutes=61))
    assert fetch(client, roster, ready).status_code == 404
    past = os.stat(path).st_mtime - 3700  # noqa: PTH116
    os.utime(path, (past, past))
    assert expiring_files.remove_expired() == 1
    assert not default_storage.exists(path)


def test_an_interrupted_print_leaves_the_older_slips_good(roster, coordinator, monkeypatch):
    officer = roster.enrolments.first().officer
    code = printed(officer, coordinator)
    job = printing.ask(groups.of_session(roster, coordinator), whom=printing.ALL, by=coordinator)

    def lights_out(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(printing, "make_printed", lights_out)
    assert run_now(job).state == State.FAILED
    assert claiming.check(code, officer.service_number)
    assert ClaimSlip.objects.count() == 1


def test_done_twice_the_second_sheet_counts(ready, tmp_path):
    [first] = {square.text for square in squares(page_of(path_of(ready), tmp_path, 2))}
    Job.objects.filter(pk=ready.pk).update(state=State.QUEUED, finished_at=None)
    ClaimSlip.objects.update(state="ended", ended_at=timezone.now(), end_reason="cancelled")
    again = run_now(ready)
    [second] = {square.text for square in squares(page_of(path_of(again), tmp_path, 2))}
    assert first != second
    assert claiming.check(second.partition("#")[2], "9900112212")


class Killed(BaseException):
    """The process ends here."""


def taken_up_again(job):
    """Performs a Job that a killed worker left running."""
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(lease_until=timezone.now() - timedelta(hours=1))
    running.run(job.pk)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("written", [False, True])
def test_killed_before_the_end_is_known_no_slip_is_without_paper(roster, coordinator, monkeypatch, tmp_path, written):
    job = printing.ask(groups.of_session(roster, coordinator), whom=printing.MISSING, by=coordinator)
    finish = Lease.finish

    def lights_out(lease, *args, **facts):
        if written:
            finish(lease, *args, **facts)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Lease, "finish", lights_out)
        with pytest.raises(Killed):
            running.run(job.pk)
    job = taken_up_again(job)
    assert (job.state, job.result) == (State.DONE, {"slips": 13, "left_out": 0})
    assert printing.file_for(coordinator, groups.of_session(roster, coordinator), job.params["token"])
    codes = [s.text.partition("#")[2] for n in (1, 2) for s in squares(page_of(path_of(job), tmp_path, n))]
    live = set(ClaimSlip.objects.live().values_list("code_hash", flat=True))
    assert live == {hash_of(code) for code in codes}


def test_killed_after_the_slips_were_made_the_job_is_done(roster, coordinator, monkeypatch):
    job = printing.ask(groups.of_session(roster, coordinator), whom=printing.MISSING, by=coordinator)
    perform = kinds.kind_of(job).perform

    def lights_out(*args):
        perform(*args)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(running, "kind_of", lambda _job: SimpleNamespace(perform=lights_out))
        with pytest.raises(Killed):
            running.run(job.pk)
    job = taken_up_again(job)
    assert (job.state, job.result) == (State.DONE, {"slips": 13, "left_out": 0})
    assert printing.file_for(coordinator, groups.of_session(roster, coordinator), job.params["token"])


def test_who_has_an_account_or_a_good_slip_gets_none(roster, coordinator):
    first, second, *_rest = Officer.objects.order_by("name_en")
    first.user = UserFactory()
    first.save(update_fields=["user"])
    printed(second, coordinator)
    group = groups.of_session(roster, coordinator)
    assert printing.chosen(group, printing.MISSING).count() == 11
    assert printing.chosen(group, printing.ALL).count() == 12


def test_nobody_left_or_too_many_are_a_plain_answer(roster, coordinator, monkeypatch):
    group = groups.of_session(roster, coordinator)
    monkeypatch.setattr(printing, "MOST", 12)
    with pytest.raises(Refused, match="13 slips are too many"):
        printing.ask(group, whom=printing.MISSING, by=coordinator)
    for officer in Officer.objects.all():
        officer.user = UserFactory()
        officer.save(update_fields=["user"])
    with pytest.raises(Refused, match="Nobody here needs a slip"):
        printing.ask(group, whom=printing.ALL, by=coordinator)


def test_a_unit_prints_for_those_below_it_and_on_record_with_the_coordinator(coordinator, programme):
    district = UnitFactory()
    thana = UnitFactory(kind="thana", code="TH-1", name_en="Sonadanga", parent=district)
    here = [OfficerFactory(unit=unit, programme=programme) for unit in (district, thana)]
    OfficerFactory(unit=thana, programme=ProgrammeFactory())
    group = groups.of_unit(district, coordinator)
    assert set(group.officers) == set(here)
    job = run_now(printing.ask(group, whom=printing.MISSING, by=coordinator))
    assert (job.state, job.result["slips"]) == (State.DONE, 2)


# The pages


def test_the_page_shows_printed_used_and_ended_with_counts(signed_in, roster, coordinator):
    used, dead, live, *_rest = Officer.objects.order_by("name_en")
    printed(used, coordinator)
    claiming.claim(used.claim_slips.get().pk, password=PASSWORD, language="bn")
    printed(dead, coordinator, now=timezone.now() - timedelta(days=15))
    printed(live, coordinator)
    page = signed_in(coordinator).get(f"/admin/sessions/{roster.code}/slips/").content.decode()
    numbers = re.findall(r"<dd>(\d+)</dd>", page)
    assert numbers == ["1", "0", "1", "1", "10"]
    for words in ("Slip used", "Slip printed", "Slip ended", "its time is over", "No slip yet", "Print 11 slips"):
        assert words in page
    shown = signed_in(coordinator).get(f"/admin/sessions/{roster.code}/").content.decode()
    assert re.findall(r"<dt>Slips printed</dt><dd>(\d+)</dd>", shown) == ["1"]


@pytest.mark.parametrize("officers", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_officers(
    signed_in, session, programme, coordinator, officers, django_assert_num_queries
):
    for _n in range(officers):
        officer = OfficerFactory(programme=programme)
        EnrolmentFactory(session=session, officer=officer)
        printed(officer, coordinator)
    client = signed_in(coordinator)
    client.get(f"/admin/sessions/{session.code}/slips/")
    with django_assert_num_queries(12):
        client.get(f"/admin/sessions/{session.code}/slips/")


def addresses(session):
    unit = session.enrolments.first().officer.unit_id
    officer = session.enrolments.first().officer_id
    return [
        ("get", f"/admin/sessions/{session.code}/slips/"),
        ("post", f"/admin/sessions/{session.code}/slips/print/"),
        ("get", f"/admin/sessions/{session.code}/slips/{'a' * 32}/"),
        ("get", f"/admin/officers/{officer}/slip/"),
        ("post", f"/admin/officers/{officer}/slip/"),
        ("post", f"/admin/officers/{officer}/slip/end/"),
        ("get", f"/training/{session.code}/slips/"),
        ("get", f"/training/{session.code}/slips/{officer}/"),
        ("post", f"/training/{session.code}/slips/{officer}/"),
        ("get", f"/admin/units/{unit}/slips/"),
        ("post", f"/admin/units/{unit}/slips/print/"),
    ]


@pytest.mark.parametrize("who", ["elsewhere", "observer", "outsider", "officer_user", "guest", "trainer_elsewhere"])
def test_somebody_of_another_programme_or_part_finds_nothing(signed_in, roster, who, request, session):
    if who == "elsewhere":
        user = UserFactory()
        ProgrammeFactory(coordinators=[user])
    elif who == "guest":
        user = UserFactory()
        session.trainers.create(user=user, role="guest")
    elif who == "trainer_elsewhere":
        user = UserFactory()
        ProgrammeFactory().team.create(user=user, role="trainer")
    else:
        user = request.getfixturevalue(who)
    client = signed_in(user)
    before = ClaimSlip.objects.count(), Job.objects.count()
    for method, path in addresses(roster):
        answer = getattr(client, method)(path)
        if who == "elsewhere" and path.startswith("/admin/units/"):
            # Units are reference data that every coordinator reads; the officers on the page are one's own.
            assert "Officer A" not in answer.content.decode()
            continue
        assert answer.status_code == 404, (method, path)
    assert (ClaimSlip.objects.count(), Job.objects.count()) == before


def test_the_trainer_finds_the_pages_of_the_portal_alone(signed_in, roster, trainer):
    client = signed_in(trainer)
    for method, path in addresses(roster):
        expected = 404 if path.startswith("/admin/") else 422 if method == "post" else 200
        assert getattr(client, method)(path).status_code == expected, (method, path)


def test_a_trainer_makes_a_slip_in_the_portal(signed_in, roster, trainer):
    officer = Officer.objects.order_by("name_en").first()
    client = signed_in(trainer)
    path = f"/training/{roster.code}/slips/{officer.pk}/"
    page = client.get(path).content.decode()
    assert officer.mobile[3:] not in page
    assert officer.service_number not in page
    sent = {"question": "mobile", "number": officer.service_number, "reply": "01500000000"}
    answer = client.post(path, sent)
    assert (answer.status_code, "The answer does not match the record." in answer.content.decode()) == (422, True)
    answer = client.post(path, sent | {"reply": officer.mobile})
    page = answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    code = re.search(r'class="sh-slip-code" lang="en">([^<]+)<', page)[1]
    assert claiming.check(code.replace(" ", ""), officer.service_number)


def test_a_coordinator_ends_a_slip_that_is_out(signed_in, roster, coordinator):
    officer = Officer.objects.order_by("name_en").first()
    printed(officer, coordinator)
    client = signed_in(coordinator)
    assert "End that slip" in client.get(f"/admin/officers/{officer.pk}/slip/").content.decode()
    client.post(f"/admin/officers/{officer.pk}/slip/end/")
    assert officer.claim_slips.get().end_reason == "cancelled"


def test_the_officer_who_claimed_lands_on_the_certificate(client, roster, coordinator):
    officer = Officer.objects.order_by("name_en").first()
    code = printed(officer, coordinator)
    client.post("/claim/", {"code": code, "number": officer.service_number})
    answer = client.post("/claim/secure/", {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/claim/done/", 302)]
    assert "No certificate yet" in answer.content.decode()
    assert User.objects.get(officer=officer).check_password(PASSWORD)
