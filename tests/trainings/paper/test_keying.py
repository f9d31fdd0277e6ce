"""A signed sheet becomes marks: previewed, one action, undone like every other, with photographs."""

import uuid
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.at_once import at_once
from tests.factories import EnrolmentFactory, OfficerFactory, SessionFactory, UserFactory, named_for
from tests.trainings.conftest import at
from trainings.attendance.marking import mark, undo
from trainings.models import AttendanceChange, AttendanceMark, EnrolmentState, Half, KeyedSheet, SheetPhotograph
from trainings.paper import keying, photographs
from trainings.tags.numbers import give_numbers

pytestmark = pytest.mark.django_db
MORNING = Half.MORNING


@pytest.fixture
def roster(session, trainer):
    """Five officers with numbers 1 to 5, in order."""
    made = [EnrolmentFactory(session=session, officer=OfficerFactory(name_en=f"Officer {one}")) for one in "ABCDE"]
    give_numbers(session, by=trainer)
    return made


def looked_at(session, day, marks, *, rest=False, now=None):
    return keying.preview(session, day, MORNING, marks, rest=rest, now=now or at(22))


def keyed(session, day, marks, by, *, rest=False, now=None, **more):
    now = now or at(22)
    more = {"form": uuid.uuid4(), "seen": looked_at(session, day, marks, rest=rest, now=now).seen, **more}
    return keying.key_in(session, day, MORNING, marks, rest=rest, by=by, now=now, **more)


def marks_of(day):
    rows = AttendanceMark.objects.filter(day=day, half=MORNING).order_by("enrolment")
    return [(row.mark, row.source) for row in rows]


def picture(name="sheet.jpg", kind="JPEG", size=(900, 1200)):
    file = BytesIO()
    Image.new("RGB", size, "white").save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


# Rule


def test_a_half_day_that_is_past_is_keyed_in_as_one_action_and_undone_as_one(session, days, roster, trainer):
    sheet = keyed(session, days[0], {1: "present", 2: "present", 4: "late"}, trainer, rest=True)
    assert marks_of(days[0]) == [(one, "sheet") for one in ("present", "present", "absent", "late", "absent")]
    assert AttendanceChange.objects.values("action").distinct().count() == 1
    assert (sheet.numbers, sheet.marks_written) == ("1-2 late 4", 5)
    assert undo(sheet.action, by=trainer, now=at(22)).count == 5
    assert not AttendanceMark.objects.exists()
    assert AuditEntry.objects.filter(verb="sheet.keyed_in").count() == 1


def test_the_preview_says_who_is_unknown_who_left_and_who_is_still_without(session, days, roster, trainer):
    roster[1].state, roster[1].state_reason = EnrolmentState.WITHDRAWN, "ill"
    roster[1].save()
    plan = looked_at(session, days[0], {1: "present", 2: "present", 77: "late"})
    assert (plan.unknown, plan.left) == ((77,), (2,))
    assert [number for number, _one in plan.without] == [3, 4, 5]
    assert not AttendanceMark.objects.exists()


def test_numbers_mean_the_same_when_officers_join_after_the_print(session, days, roster, trainer):
    early = EnrolmentFactory(session=session, officer=OfficerFactory(name_en="Aaron First"))
    keyed(session, days[0], {1: "present", 6: "late"}, trainer)
    assert {row.enrolment_id: row.mark for row in AttendanceMark.objects.all()} == {
        roster[0].pk: "present",
        early.pk: "late",
    }


def test_a_mark_that_changes_after_its_day_needs_a_reason(session, days, roster, trainer):
    mark(roster[0], days[0], MORNING, "absent", by=trainer, now=at(21))
    assert looked_at(session, days[0], {1: "present"}).needs_reason
    with pytest.raises(Refused, match="is over"):
        keyed(session, days[0], {1: "present"}, trainer)
    keyed(session, days[0], {1: "present"}, trainer, reason="Signed, overlooked")
    assert marks_of(days[0]) == [("present", "sheet")]


def test_what_changed_since_the_preview_is_not_overwritten(session, days, roster, trainer, coordinator):
    seen = looked_at(session, days[0], {1: "present"}).seen
    mark(roster[0], days[0], MORNING, "excused", by=coordinator, now=at(21))
    with pytest.raises(keying.ChangedSince):
        keyed(session, days[0], {1: "present"}, trainer, seen=seen)
    assert marks_of(days[0]) == [("excused", "grid")]


def test_the_same_form_twice_is_one_sheet(session, days, roster, trainer, coordinator):
    form = uuid.uuid4()
    first = keyed(session, days[0], {1: "present"}, trainer, form=form)
    assert keyed(session, days[0], {1: "present"}, trainer, form=form) == first
    with pytest.raises(Refused, match="sent before"):
        keyed(session, days[0], {1: "present"}, coordinator, form=form)


def test_days_to_come_closed_sessions_and_people_who_do_not_teach_are_refused(session, days, roster, trainer, outsider):
    with pytest.raises(Refused, match="can be given from that day on"):
        keyed(session, days[2], {1: "present"}, trainer)
    guest = UserFactory()
    named_for(session, guest, role="guest")
    for user in (outsider, guest):
        with pytest.raises(NotAllowed):
            keyed(session, days[0], {1: "present"}, user)
    with pytest.raises(Refused, match="another session"):
        keyed(session, SessionFactory(code="OTHER-1", days_planned=True).days.first(), {1: "present"}, trainer)
    session.state, session.closed_at = "closed", at(22)
    session.save()
    with pytest.raises(Refused, match="closed"):
        keyed(session, days[0], {1: "present"}, trainer)


@pytest.mark.parametrize("officers", [1, 3])
def test_the_preview_costs_the_same_for_one_and_three(session, days, trainer, officers, takes_queries):
    for _one in range(officers):
        EnrolmentFactory(session=session)
    with takes_queries(3):
        looked_at(session, days[0], {1: "present"}, rest=True)


@pytest.mark.django_db(transaction=True)
def test_two_who_key_in_at_the_same_moment_leave_one_mark_each(session, days, trainer, coordinator):
    EnrolmentFactory(session=session)
    seen = looked_at(session, days[0], {1: "present"}).seen
    said = at_once(
        lambda: keyed(session, days[0], {1: "present"}, trainer, seen=seen),
        lambda: keyed(session, days[0], {1: "present"}, coordinator, seen=seen),
    )
    assert len(said) == 1
    assert "changed since" in said[0]
    assert AttendanceChange.objects.count() == 1


# Photographs


def test_a_photograph_is_encoded_again_and_kept_with_the_sheet(session, days, roster, trainer):
    sheet = keyed(session, days[0], {1: "present"}, trainer, pictures=photographs.read([picture()]))
    row = sheet.photographs.get()
    with default_storage.open(f"sheets/{row.name}.webp") as file:
        assert Image.open(file).format == "WEBP"


def test_a_heic_a_large_file_and_no_picture_are_refused_with_a_sentence():
    heic = SimpleUploadedFile("a.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 100)
    with pytest.raises(Refused, match="HEIC"):
        photographs.read([heic])
    with pytest.raises(Refused, match="20 MB; at most 15 MB"):
        photographs.read([SimpleUploadedFile("a.jpg", b"\xff\xd8" + b"\0" * (20 * 1024**2 - 2))])
    with pytest.raises(Refused, match="not a picture"):
        photographs.read([SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>")])
    with pytest.raises(Refused, match="At most 8"):
        photographs.read([picture(size=(40, 40))] * 9)


def test_nothing_is_written_and_no_file_left_when_a_photograph_is_too_many(session, days, roster, trainer):
    sheet = keyed(session, days[0], {1: "present"}, trainer)
    photographs.attach(sheet, photographs.read([picture(size=(40, 40))] * 8), by=trainer, now=at(22))
    before = default_storage.listdir("sheets")[1]
    with pytest.raises(Refused, match="At most 8"):
        photographs.attach(sheet, photographs.read([picture()]), by=trainer, now=at(22))
    assert sorted(default_storage.listdir("sheets")[1]) == sorted(before)
    assert SheetPhotograph.objects.count() == 8


# Page


def page(session, day=1):
    return f"{reverse('trainings:key_in', args=[session.code])}?day={day}&half=morning"


def send(client, session, **more):
    return client.post(page(session), {"form": uuid.uuid4(), "numbers": "1-3 late 5 99", **more})


def test_the_page_shows_first_and_writes_then_without_a_script(session, days, roster, trainer, signed_in, clock):
    clock(22)
    client = signed_in(trainer)
    assert "1-12 14 17 late 20" in client.get(page(session)).text
    shown = send(client, session, step="look", rest="on")
    assert "Nobody has these numbers:" in shown.text
    assert "99" in shown.text
    assert not AttendanceMark.objects.exists()
    sent = {"numbers": shown.context["form"]["numbers"].value(), "seen": shown.context["plan"].seen, "rest": "on"}
    written = send(client, session, step="write", photographs=[picture()], **sent)
    assert written.status_code == 302
    assert "done=" in written.url
    assert [one for one, _source in marks_of(days[0])] == ["present"] * 3 + ["absent", "late"]
    photo = SheetPhotograph.objects.get()
    small, full = (
        reverse(f"trainings:{name}", args=[session.code, photo.pk])
        for name in ("small_sheet_photograph", "sheet_photograph")
    )
    assert small in client.get(page(session)).text
    assert client.get(full)["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(verb="sheet.photograph_read").count() == 1


def test_a_photograph_that_is_refused_leaves_the_preview_and_writes_nothing(
    session, days, roster, trainer, signed_in, clock
):
    clock(22)
    client = signed_in(trainer)
    seen = looked_at(session, days[0], {1: "present"}).seen
    heic = SimpleUploadedFile("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 100)
    answer = send(client, session, step="write", numbers="1", seen=seen, photographs=[heic])
    assert answer.status_code == 409
    assert "HEIC" in answer.text
    assert 'value="1"' in answer.text
    assert not AttendanceMark.objects.exists()
    assert not KeyedSheet.objects.exists()


@pytest.mark.parametrize("numbers", ["fourteen", "", "5 late 5"])
def test_what_cannot_be_read_is_shown_again_with_the_sentence(
    session, days, roster, trainer, signed_in, clock, numbers
):
    clock(22)
    answer = send(signed_in(trainer), session, step="look", numbers=numbers)
    assert answer.status_code == 422
    assert numbers in answer.text


def test_tapped_numbers_are_present(session, days, roster, trainer, signed_in, clock):
    clock(22)
    shown = send(signed_in(trainer), session, step="look", numbers="late 2", n=["1", "2", "x", "৩"])
    assert shown.context["form"]["numbers"].value() == "1 late 2"


def test_others_find_no_page_and_no_photograph(session, days, roster, trainer, outsider, signed_in, clock):
    clock(22)
    sheet = keyed(session, days[0], {1: "present"}, trainer, pictures=photographs.read([picture()]))
    photo = reverse("trainings:sheet_photograph", args=[session.code, sheet.photographs.get().pk])
    guest = UserFactory()
    session.phase.programme.team.create(user=guest, role="trainer")
    named_for(session, guest, role="guest")
    for user in (outsider, guest):
        client = signed_in(user)
        assert {client.get(address).status_code for address in (page(session), photo)} <= {403, 404}
