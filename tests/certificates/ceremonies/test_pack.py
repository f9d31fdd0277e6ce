"""The print pack: the stored certificates, page for page, in the order of the hand-over, and nothing else."""

import subprocess
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image, ImageChops

from certificates.ceremonies import handover_order, planning
from certificates.drawing.joining.pdf_joiner import SHEETS
from certificates.issuing import records
from certificates.models import Certificate
from jobs.models import Job, State
from jobs.requesting import resume, run_now
from reports.ceremony import print_pack
from reports.ceremony.print_pack import Choice, ask
from tests.built_once import built_once
from tests.certificates.ceremonies.conftest import closed_session
from tests.certificates.conftest import completes, issued
from tests.certificates.drawing.pages import check, fonts, information
from tests.certificates.superseding import supersede
from tests.factories import DesignFactory

PLAIN = Choice(cover=False)


def kept(job):
    with default_storage.open(f"exports/{job.params['token']}.pdf") as file:
        return file.read()


def packed(ceremony, coordinator, choice=PLAIN):
    job = run_now(ask(ceremony, choice, by=coordinator))
    assert job.state == State.DONE, job.reason
    return job


def page_texts(pdf, folder):
    path = folder / "pages.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-raw", path, "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\f")[:-1]


def stored_text(certificate, folder):
    return page_texts(Path(certificate.pdf.path).read_bytes(), folder)[0]


def serials(pdf, folder):
    """The serials on each page, from the top of the sheet or its left."""
    known = list(Certificate.objects.values_list("serial", flat=True))
    return [sorted((one for one in known if one in page), key=page.index) for page in page_texts(pdf, folder)]


def picture(pdf, folder, page=1):
    path = folder / "one.pdf"
    path.write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "72", "-png", "-f", str(page), "-l", str(page), "-singlefile", path, folder / "one"],
        check=True,
    )
    return Image.open(folder / "one.png").convert("L")


# What is in it


def test_the_page_counts_the_certificates_that_the_file_will_have(ceremony, certificates, coordinator, signed_in):
    records.revoke(certificates[2], by=coordinator, reason="Issued by mistake")
    left = ceremony.hand_overs.count() - 1
    assert print_pack.count_to_print(ceremony) == left
    page = signed_in(coordinator).get(reverse("reports:ceremony_papers", args=[ceremony.pk])).text
    assert f"One file with {left} certificates at full size" in " ".join(page.split())
    assert packed(ceremony, coordinator).result["certificates"] == left


def test_the_pages_are_the_stored_files_in_the_order_of_the_hand_over(ceremony, certificates, coordinator, tmp_path):
    last = ceremony.hand_overs.last()
    handover_order.set_place(last, place=1, dignitary=None, seat="", by=coordinator)
    pdf = kept(packed(ceremony, coordinator))
    wanted = [certificates[2], certificates[0], certificates[1]]
    assert page_texts(pdf, tmp_path) == [stored_text(one, tmp_path) for one in wanted]
    check(pdf, tmp_path)
    told = information(pdf, tmp_path)
    assert (told["Pages"], told["Page size"]) == ("3", "841.89 x 595.276 pts (A4)")
    own = picture(Path(wanted[1].pdf.path).read_bytes(), tmp_path)
    assert ImageChops.difference(picture(pdf, tmp_path, page=2), own).getbbox() is None


def test_it_is_unsigned_and_says_so(ceremony, coordinator, tmp_path):
    pdf = kept(packed(ceremony, coordinator, Choice()))
    assert b"/Sig" not in pdf
    assert information(pdf, tmp_path)["Title"] == "Certificate ceremony, Khulna: certificates for printing, unsigned"
    assert "carries no digital signature" in page_texts(pdf, tmp_path)[0].replace("\n", " ")


def test_what_certificates_share_is_in_it_once(ceremony, certificates, coordinator, tmp_path):
    pdf = kept(packed(ceremony, coordinator))
    one = Path(certificates[0].pdf.path).read_bytes()
    assert len(pdf) < len(one) * 1.3
    assert {family for family, *_rest in fonts(pdf, tmp_path)} == {family for family, *_rest in fonts(one, tmp_path)}


def test_nothing_is_drawn_anew(ceremony, coordinator, monkeypatch):
    def drawn(*_args, **_kwargs):
        raise AssertionError("A certificate was drawn.")

    monkeypatch.setattr("certificates.drawing.engines.stamping.Stamper.stamp", drawn)
    monkeypatch.setattr(print_pack, "weasyprint", drawn)
    assert packed(ceremony, coordinator).result["certificates"] == 3


@pytest.mark.parametrize(
    ("sheet", "size", "pages"),
    [
        ("sra4", "907.087 x 637.795 pts", 3),
        ("a3", "841.89 x 1190.55 pts (A3)", 2),
        ("sra3", "907.087 x 1275.59 pts", 2),
    ],
)
def test_sheets_for_the_printer(ceremony, coordinator, tmp_path, sheet, size, pages):
    pdf = kept(packed(ceremony, coordinator, Choice(sheet=sheet, cover=False)))
    check(pdf, tmp_path)
    told = information(pdf, tmp_path)
    assert (told["Page size"], told["Pages"]) == (size, str(pages))


def test_two_on_a_sheet_are_at_full_size_and_in_order_once_cut_and_stacked(
    ceremony, certificates, closed, coordinator, tmp_path
):
    completes(closed, name_en="Zahid Last")
    certificates += issued(closed, by=coordinator)[-1:]
    handover_order.add_missing(ceremony, by=coordinator)
    first, second, third, fourth = [one.serial for one in certificates]
    stacked = kept(packed(ceremony, coordinator, Choice(sheet="a3", cover=False)))
    assert serials(stacked, tmp_path) == [[first, third], [second, fourth]]
    following = kept(packed(ceremony, coordinator, Choice(sheet="a3", cover=False, stacked=False)))
    assert serials(following, tmp_path) == [[first, second], [third, fourth]]
    own = picture(Path(certificates[0].pdf.path).read_bytes(), tmp_path)
    upper = picture(following, tmp_path).crop((20, 20, own.width - 20, own.height - 20))
    shift = ImageChops.difference(upper, own.crop((20, 20, own.width - 20, own.height - 20)))
    assert max(shift.getextrema()) < 128  # antialiasing differs by a fraction of a point, nothing is moved or scaled


def test_tall_and_wide_certificates_do_not_share_a_sheet(ceremony, certificates, programme, coordinator, tmp_path):
    other = closed_session(programme, code="REF-KHU-01", course__programme=programme, course__kind="refresher")
    DesignFactory(programme=programme, layout="plain", level="completion", name="Plain")
    completes(other, name_en="Tall Page")
    tall = issued(other, by=coordinator)[0]
    planning.add_session(ceremony, other, by=coordinator)
    handover_order.add_missing(ceremony, by=coordinator)
    pdf = kept(packed(ceremony, coordinator, Choice(sheet="a3", cover=False, stacked=False)))
    first, second, third = [one.serial for one in certificates]
    assert serials(pdf, tmp_path) == [[first, second], [third], [tall.serial]]
    check(pdf, tmp_path)


def test_a_sheet_before_each_dignitary_says_whose_turn_it_is(ceremony, certificates, coordinator, tmp_path):
    job = packed(ceremony, coordinator, Choice(cover=False, separators=True))
    pages = page_texts(kept(job), tmp_path)
    assert ["From here on handed over by" in page.replace("\n", " ") for page in pages] == [
        True,
        False,
        False,
        True,
        False,
    ]
    assert "Head of the Unit" in pages[3]
    assert {**job.result, "laid": len(job.result["laid"])} == {
        "certificates": 3,
        "sheets": 5,
        "left_out": [],
        "laid": 3,
    }


@pytest.mark.parametrize("sheet", ["a4", "sra3"])
def test_the_bangla_of_covers_and_separators_can_be_searched(ceremony, coordinator, tmp_path, sheet):
    job = packed(ceremony, coordinator, Choice(sheet=sheet, separators=True))
    text = " ".join(" ".join(page_texts(kept(job), tmp_path)).split())
    told = (
        *(
            "সনদ বিতরণ অনুষ্ঠান, খুলনা",
            "১ জুলাই ২০২৫, পুলিশ লাইন্স মিলনায়তন",
            "৩টি সনদ, বিতরণের ক্রমে, ক্রম ১ থেকে।",
            "আসল মাপে (১০০%) ছাপুন;",
        ),
        *("এখান থেকে সনদ তুলে দেবেন", "পুলিশ মহাপরিদর্শক", "ইউনিট প্রধান", "বাংলাদেশ পুলিশ", "Head of the Unit"),
    )
    assert [words for words in told if words not in text] == []


def test_only_some_places_after_a_paper_jam(ceremony, certificates, coordinator, tmp_path):
    pdf = kept(packed(ceremony, coordinator, Choice(cover=False, first=2, last=2)))
    assert serials(pdf, tmp_path) == [[certificates[1].serial]]


# Certificates that were left to WeasyPrint

LEFT_TO_WEASYPRINT = "Ḻ\u0304ata Das"  # the letter stands in one font file, the mark in another
BANGLA = "কৃষ্ণা দি"  # out of order where its letters are read glyph by glyph


@pytest.fixture
@built_once
def mixed(closed, draft, guests, coordinator):
    """A ceremony of three officers in order: stamped, left to WeasyPrint, stamped. Returns their certificates."""
    for name in ("Abul Hashem", LEFT_TO_WEASYPRINT, "Zahid Last"):
        completes(closed, name_en=name, name_bn=BANGLA)
    found = sorted(issued(closed, by=coordinator), key=lambda one: one.facts["name_en"] != "Abul Hashem")
    found.sort(key=lambda one: one.facts["name_en"] == "Zahid Last")
    handover_order.arrange(draft, "name", guests, by=coordinator)
    for place, one in enumerate(found, start=1):
        line = draft.hand_overs.get(enrolment=one.enrolment_id)
        handover_order.set_place(line, place=place, dignitary=None, seat="", by=coordinator)
    planning.plan(draft, by=coordinator)
    assert [b'pdf:Producer="Shetu"' in Path(one.pdf.path).read_bytes() for one in found] == [True, False, True]
    return found


@pytest.mark.parametrize("sheet", SHEETS)
def test_certificates_left_to_weasyprint_stand_at_their_place(mixed, draft, coordinator, tmp_path, sheet):
    job = packed(draft, coordinator, Choice(sheet=sheet, cover=False, stacked=False))
    pdf = kept(job)
    check(pdf, tmp_path)
    assert (job.result["certificates"], job.result["left_out"]) == (3, [])
    assert [one for page in serials(pdf, tmp_path) for one in page] == [one.serial for one in mixed]
    text = " ".join(" ".join(page_texts(pdf, tmp_path)).split())
    assert [text.count(name) for name in ("Abul Hashem", LEFT_TO_WEASYPRINT, "Zahid Last", BANGLA)] == [1, 1, 1, 3]
    assert b"/Sig" not in pdf


def test_such_a_page_is_the_stored_one_to_the_dot(mixed, draft, coordinator, tmp_path):
    pdf = kept(packed(draft, coordinator))
    own = picture(Path(mixed[1].pdf.path).read_bytes(), tmp_path)
    assert ImageChops.difference(picture(pdf, tmp_path, page=2), own).getbbox() is None
    imposed = kept(packed(draft, coordinator, Choice(sheet="a3", cover=False, stacked=False)))
    below = (sheet := picture(imposed, tmp_path)).height // 2
    lower = sheet.crop((20, below + 20, own.width - 20, below + own.height - 20))
    shift = ImageChops.difference(lower.reduce(8), own.crop((20, 20, own.width - 20, own.height - 20)).reduce(8))
    assert shift.getextrema()[1] < 48  # half a dot of antialiasing, nothing is moved or scaled


def test_cutting_marks_stand_around_every_page_whoever_drew_it(mixed, draft, coordinator, tmp_path):
    pdf = kept(packed(draft, coordinator, Choice(sheet="sra4", cover=True)))
    edges = []
    for page in range(1, 5):
        sheet = picture(pdf, tmp_path, page=page)
        sheet.paste(255, (34, 24, sheet.width - 34, sheet.height - 24))  # only what lies outside of the certificate
        edges.append(sheet.tobytes())
    assert edges.count(edges[1]) == 4
    assert min(edges[1]) < 200


def test_a_changed_file_of_that_kind_stays_out_and_is_named(mixed, draft, coordinator, tmp_path):
    path = Path(mixed[1].pdf.path)
    path.write_bytes(path.read_bytes().replace(b"/ObjStm", b"/ObjStn"))
    job = packed(draft, coordinator)
    assert job.result["left_out"] == [[mixed[1].serial, "Its stored file cannot be read."]]
    assert serials(kept(job), tmp_path) == [[mixed[0].serial], [mixed[2].serial]]


def test_a_session_of_such_certificates_only(closed, draft, guests, coordinator, tmp_path):
    for name in ("ata Das", "bina Das"):
        completes(closed, name_en=f"Ḻ\u0304{name}", name_bn=BANGLA)
    found = issued(closed, by=coordinator)
    handover_order.arrange(draft, "name", guests, by=coordinator)
    planning.plan(draft, by=coordinator)
    pdf = kept(packed(draft, coordinator))
    check(pdf, tmp_path)
    assert sorted(serials(pdf, tmp_path)) == [[one.serial] for one in found]


# What stays out


def test_a_corrected_certificate_takes_the_place_of_the_old_one_which_is_named(
    ceremony, certificates, coordinator, tmp_path
):
    new = supersede(certificates[1], by=coordinator, reason="Name corrected")
    records.revoke(certificates[2], by=coordinator, reason="Issued by mistake")
    job = packed(ceremony, coordinator, Choice())
    assert serials(kept(job), tmp_path)[1:] == [[certificates[0].serial], [new.serial]]
    assert job.result["left_out"] == [[certificates[1].serial, "Superseded"], [certificates[2].serial, "Revoked"]]
    cover = page_texts(kept(job), tmp_path)[0]
    assert f"{certificates[2].serial} (Revoked)" in cover.replace("\n", " ")
    assert "Lailun" not in cover


@pytest.mark.parametrize("harm", ["changed", "gone", "appended", "another"])
def test_a_stored_file_that_is_not_the_one_issued_stays_out_and_is_named(
    ceremony, certificates, coordinator, tmp_path, harm
):
    path = Path(certificates[1].pdf.path)
    whole = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        other = Path(certificates[0].pdf.path).read_bytes()
        changed = whole.replace(b"/Type/Page/", b"/Type/Pagx/")
        path.write_bytes({"changed": changed, "appended": whole + b"\n", "another": other}[harm])
    job = packed(ceremony, coordinator)
    assert job.result["left_out"] == [[certificates[1].serial, "Its stored file cannot be read."]]
    assert (job.set_aside, job.result["certificates"]) == (1, 2)
    assert serials(kept(job), tmp_path) == [[certificates[0].serial], [certificates[2].serial]]


def test_without_any_certificate_that_holds_there_is_no_pack(ceremony, certificates, coordinator):
    for one in certificates:
        records.revoke(one, by=coordinator, reason="Issued by mistake")
    job = run_now(ask(ceremony, PLAIN, by=coordinator))
    assert (job.state, job.reason) == (State.FAILED, "None of these officers has a valid certificate.")


# Crashes


def test_a_crash_in_the_middle_leaves_no_half_pack_and_the_next_attempt_makes_it_whole(
    ceremony, coordinator, monkeypatch, tmp_path
):
    monkeypatch.setattr(print_pack, "AT_A_TIME", 1)
    whole, calls = print_pack.stored_files.open_stored, []

    def dies(certificate):
        calls.append(certificate)
        if len(calls) == 2:
            raise RuntimeError
        return whole(certificate)

    with monkeypatch.context() as patch:
        patch.setattr(print_pack.stored_files, "open_stored", dies)
        job = run_now(ask(ceremony, PLAIN, by=coordinator))
    assert (job.state, job.done) == (State.FAILED, 1)
    assert not default_storage.exists(f"exports/{job.params['token']}.pdf")
    job = run_now(resume(job, by=coordinator))
    assert (job.state, job.done, job.total) == (State.DONE, 3, 3)
    assert len(serials(kept(job), tmp_path)) == 3


def test_made_twice_it_is_the_same_file(ceremony, coordinator):
    job = packed(ceremony, coordinator)
    before = kept(job)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED, finished_at=None)
    assert run_now(job).state == State.DONE
    assert kept(job) == before
