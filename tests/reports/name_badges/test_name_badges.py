"""Name badges on sheets of labels: every badge inside its label, any label first, for who teaches and who coordinates."""

import subprocess

import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from jobs.models import Job
from jobs.requesting import run_now
from reports.name_badges import badges, printing
from reports.name_badges.label_sheets import SHEETS
from tests.factories import EnrolmentFactory, OfficerFactory, UserFactory, named_for
from trainings.tags.numbers import give_numbers, with_numbers
from trainings.tags.tag_codes import is_genuine, read_tag

pytestmark = pytest.mark.django_db
LONG = {
    "name_en": "Mohammad Shahidullah Kaiser Chowdhury Bhuiyan",
    "name_bn": "মোহাম্মদ শহীদুল্লাহ কায়সার চৌধুরী ভূঁইয়া",
}


@pytest.fixture
def roster(session):
    """Twelve officers, one of them with a long name."""
    EnrolmentFactory(session=session, officer=OfficerFactory(service_number="9900112299", **LONG))
    for number in range(11):
        officer = OfficerFactory(
            service_number=f"99001122{number:02d}", name_en=f"Officer {'abcdefghijk'[number]}", name_bn=""
        )
        EnrolmentFactory(session=session, officer=officer)
    return session


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_labels_of_a_sheet_lie_on_the_paper_and_not_on_each_other(sheet):
    corners = [sheet.corner(place) for place in range(sheet.labels)]
    assert len(set(corners)) == sheet.labels
    assert min(min(corner) for corner in corners) >= 0
    assert max(x for x, _y in corners) + sheet.width <= 210
    assert max(y for _x, y in corners) + sheet.height <= 297
    assert sheet.across >= sheet.width
    assert sheet.down >= sheet.height


@pytest.mark.parametrize(("first", "pages"), [(0, [10, 2]), (9, [1, 10, 1]), (3, [7, 5])])
def test_a_sheet_that_was_begun_goes_on_at_its_first_free_label(roster, trainer, first, pages):
    sheet = SHEETS["l4785"]
    give_numbers(roster, by=trainer)
    made = badges.pages_of(roster, list(with_numbers(roster.enrolments.on_the_roster())), sheet, first=first)
    assert [len(page) for page in made] == pages
    assert (made[0][0]["x"], made[0][0]["y"]) == sheet.corner(first)
    assert all((page[0]["x"], page[0]["y"]) == sheet.corner(0) for page in made[1:])


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_name_fits_its_label_in_both_scripts(roster, trainer, sheet):
    job = run_now(printing.ask(roster, sheet=sheet, first=1, by=trainer))
    path = default_storage.path(f"exports/{job.params['token']}.pdf")
    read = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    assert len(read.split("\f")[:-1]) == -(-12 // SHEETS[sheet].labels)
    words = " ".join(read.split())
    assert "Officer a" in words
    # A long name may take two lines, beside another badge.
    assert all(word in words for word in LONG["name_en"].split())


def test_no_part_of_a_badge_touches_another():
    for sheet in SHEETS.values():
        place = badges._places(sheet)
        lines = 3 * (3.4 if sheet.height < badges.TALL * 0.85 else 3.9)
        assert place["top"] + 6.8 <= place["bn"]
        assert place["en"] + 10 * min(1, sheet.height / badges.TALL) <= sheet.height - place["bottom"] - lines


def test_who_teaches_and_who_coordinates_may_others_not(roster, trainer, coordinator, outsider):
    guest = UserFactory()
    named_for(roster, guest, role="guest")
    for user in (trainer, coordinator):
        assert printing.ask(roster, sheet="l7165", first=1, by=user)
    for user in (outsider, guest):
        with pytest.raises(NotAllowed):
            printing.ask(roster, sheet="l7165", first=1, by=user)


@pytest.mark.parametrize(
    ("sheet", "first", "why"),
    [("a3", 1, "Choose the sheet"), ("l4785", 0, "from 1 to 10"), ("l4785", 11, "from 1 to 10")],
)
def test_a_sheet_or_a_label_that_is_not_there_is_refused(roster, trainer, sheet, first, why):
    with pytest.raises(Refused, match=why):
        printing.ask(roster, sheet=sheet, first=first, by=trainer)


def test_without_officers_there_are_no_badges(session, trainer):
    with pytest.raises(Refused, match="Nobody is on the roster"):
        printing.ask(session, sheet="l4785", first=1, by=trainer)


@pytest.mark.parametrize(("who", "name"), [("coordinator", "name_badges"), ("trainer", "trainer_name_badges")])
def test_the_page_leads_to_the_job_and_the_job_to_the_file(roster, request, signed_in, who, name):
    user = request.getfixturevalue(who)
    client = signed_in(user)
    address = reverse(f"reports:{name}", args=[roster.code])
    assert "Avery L4784" in client.get(address).text
    for _time in range(2):
        client.post(address, {"sheet": "l4785", "first": "3"})
    job = run_now(Job.objects.get(kind=printing.JOB_KIND))
    answer = client.get(job.params["next"])
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert "Officer" not in answer["Content-Disposition"]
    entries = AuditEntry.objects.filter(verb__startswith="name_badges.").order_by("pk")
    assert [entry.verb for entry in entries] == ["name_badges.requested", "name_badges.downloaded"]


def test_the_file_is_for_who_asked_alone(roster, trainer, coordinator, signed_in):
    job = run_now(printing.ask(roster, sheet="l4785", first=1, by=trainer))
    token = job.params["token"]
    assert signed_in(coordinator).get(reverse("reports:name_badges_file", args=[roster.code, token])).status_code == 404


def test_the_page_of_the_session_links_to_them(roster, trainer, coordinator, signed_in):
    staff, portal = (reverse(f"reports:{name}", args=[roster.code]) for name in ("name_badges", "trainer_name_badges"))
    assert f'href="{staff}"' in signed_in(coordinator).get(reverse("reports:session", args=[roster.code])).text
    assert f'href="{portal}"' in signed_in(trainer).get(reverse("trainings:session", args=[roster.code])).text


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_code_of_every_badge_is_read_from_its_print(roster, trainer, sheet, tmp_path):
    """As an office printer prints it, on every sheet of labels: each officer's number, made for this session."""
    job = run_now(printing.ask(roster, sheet=sheet, first=1, by=trainer))
    path = default_storage.path(f"exports/{job.params['token']}.pdf")
    subprocess.run(["pdftoppm", "-r", "200", "-gray", "-png", path, tmp_path / "page"], check=True)
    read = [code.text for page in sorted(tmp_path.glob("*.png")) for code in zxingcpp.read_barcodes(Image.open(page))]
    tags = [read_tag(text) for text in read]
    assert sorted(tag.number for tag in tags) == list(range(1, 13))
    assert all(is_genuine(tag, roster) for tag in tags)


def test_the_code_of_a_badge_lies_inside_its_label_and_below_the_names():
    for sheet in SHEETS.values():
        place = badges._places(sheet)
        quiet = place["code"] * 4 / 33
        names_end = place["en"] + 10 * min(1, sheet.height / badges.TALL)
        assert sheet.height - place["code_bottom"] - place["code"] + quiet >= names_end
        assert place["code_right"] >= 0
        assert place["code"] / 33 >= 0.38
