"""Calendar addresses: secret, revocable, worth what their owner may see; the file is read back by another library."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.ops import logs
from accounts.refusal import NotAllowed
from tests.at_once import at_once
from tests.factories import EnrolmentFactory, ProgrammeFactory, SessionFactory, UserFactory, named_for
from trainings.calendar import feeds
from trainings.calendar.feed_file import ZONE, spans_of
from trainings.models import CalendarFeed, Slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def first_day():
    return timezone.localdate() + timedelta(days=5)


@pytest.fixture
def planned(programme, trainer, first_day):
    """A scheduled session of three days that `trainer` leads."""
    session = SessionFactory(programme=programme, code="TOT-KHU-09", starts_on=first_day, state="scheduled")
    named_for(session, trainer, "lead")
    return session


def path_of(made):
    return reverse("calendar_feed:file", args=[made.code.lower()])


def events_of(content):
    calendar = vobject.readOne(content.decode())
    return {event.uid.value.partition("@")[0]: event for event in calendar.contents.get("vevent", [])}


# Making and taking back


def test_an_address_is_made_and_only_its_hash_is_kept(coordinator, programme, now):
    made = feeds.make(coordinator, programme, now=now)
    assert made.address.endswith(f"/calendar/{made.code.lower()}.ics")
    assert made.code not in made.feed.code_hash
    assert feeds.find(made.code, now=now) == made.feed
    entry = AuditEntry.objects.get(verb="calendar_address.made")
    assert (entry.actor, entry.programme_id, entry.details) == (coordinator, programme.pk, {})


def test_a_new_address_ends_the_one_before(coordinator, programme, now):
    earlier, made = (feeds.make(coordinator, programme, now=now) for _time in range(2))
    assert feeds.find(earlier.code, now=now) is None
    assert feeds.find(made.code, now=now) == made.feed


def test_an_address_that_is_taken_back_opens_nothing(trainer, planned, now):
    made = feeds.make(trainer, now=now)
    feeds.take_back(made.feed, by=trainer, now=now)
    feeds.take_back(made.feed, by=trainer, now=now)
    assert feeds.find(made.code, now=now) is None
    assert AuditEntry.objects.filter(verb="calendar_address.taken_back").count() == 1


def test_addresses_are_for_coordinators_of_the_programme_and_for_trainers(
    coordinator, programme, trainer, session, outsider, now
):
    for by, of in [(trainer, programme), (outsider, None), (coordinator, ProgrammeFactory()), (coordinator, None)]:
        with pytest.raises(NotAllowed):
            feeds.make(by, of, now=now)
    assert not CalendarFeed.objects.exists()


def test_nobody_ends_the_address_of_somebody_else(coordinator, trainer, planned, now):
    made = feeds.make(trainer, now=now)
    with pytest.raises(NotAllowed):
        feeds.take_back(made.feed, by=coordinator, now=now)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_address(coordinator, programme, now):
    at_once(lambda: feeds.make(coordinator, programme, now=now), lambda: feeds.make(coordinator, programme, now=now))
    assert CalendarFeed.objects.live().count() == 1


def test_an_address_ends_with_the_role(coordinator, trainer, programme, planned, now):
    own, whole = feeds.make(trainer, now=now), feeds.make(coordinator, programme, now=now)
    programme.team.filter(user__in=[trainer, coordinator]).delete()
    assert feeds.find(own.code, now=now) is None
    assert feeds.find(whole.code, now=now) is None


def test_an_address_ends_with_the_account(trainer, planned, now):
    made = feeds.make(trainer, now=now)
    trainer.is_active = False
    trainer.save()
    assert feeds.find(made.code, now=now) is None


def test_when_it_was_read_is_noted_now_and_then(trainer, planned, now):
    made = feeds.make(trainer, now=now)
    for later, noted in [(0, 0), (5, 0), (11, 11)]:
        feeds.find(made.code, now=now + timedelta(minutes=later))
        made.feed.refresh_from_db()
        assert made.feed.last_read_at == now + timedelta(minutes=noted)


# The file


def test_another_library_reads_the_sessions_of_the_programme(planned, coordinator, programme, now, first_day):
    EnrolmentFactory(session=planned, officer__name_en="Secret Person")
    SessionFactory(programme=ProgrammeFactory(), code="THEIRS", starts_on=first_day)
    answer = Client().get(path_of(feeds.make(coordinator, programme, now=now)))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = events_of(answer.content)
    (event,) = [one for uid, one in events.items() if uid.startswith("TOT-KHU-09")]
    assert (event.dtstart.value, event.dtend.value) == (first_day, first_day + timedelta(days=3))
    assert event.summary.value == "TOT-KHU-09: Training of trainers, Khulna Range"
    assert event.location.value == "Police Lines Auditorium, Khulna"
    assert event.status.value == "CONFIRMED"
    assert "/admin/sessions/TOT-KHU-09/" in event.url.value
    assert b"Secret" not in answer.content
    assert b"Rafiqul" not in answer.content
    assert b"THEIRS" not in answer.content


def test_lines_are_folded_as_the_standard_asks(planned, coordinator, programme, now):
    planned.title_en = "A title, with a comma; a semicolon " + "and very many words " * 8
    planned.save()
    content = Client().get(path_of(feeds.make(coordinator, programme, now=now))).content
    assert content.endswith(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert events_of(content)["TOT-KHU-09-1"].summary.value == f"TOT-KHU-09: {planned.title_en}"


def test_a_day_with_a_timetable_has_its_hours_by_the_clock_of_dhaka(planned, trainer, now, first_day):
    day = planned.days.get(number=1)
    Slot.objects.create(day=day, starts_at=time(9), ends_at=time(12), title_en="Opening")
    Slot.objects.create(day=day, starts_at=time(14), ends_at=time(16, 30), title_en="Groups")
    content = Client().get(path_of(feeds.make(trainer, now=now))).content
    events = events_of(content)
    start = events["TOT-KHU-09-1"].dtstart.value
    assert start.astimezone(UTC) == datetime.combine(first_day, time(3), UTC)
    assert events["TOT-KHU-09-1"].dtend.value - start == timedelta(hours=7, minutes=30)
    rest = events["TOT-KHU-09-2"]
    assert (rest.dtstart.value, rest.dtend.value) == (first_day + timedelta(days=1), first_day + timedelta(days=3))
    zones = re.findall(rb"BEGIN:VTIMEZONE\r\nTZID:(\S+)", content)
    assert zones == [b"Asia/Dhaka"]


@pytest.mark.parametrize(
    ("state", "status"), [("cancelled", "CANCELLED"), ("draft", "TENTATIVE"), ("closed", "CONFIRMED")]
)
def test_the_state_is_told(planned, coordinator, programme, now, state, status):
    planned.state, planned.state_reason, planned.closed_at = state, "Flood", now
    planned.save()
    content = Client().get(path_of(feeds.make(coordinator, programme, now=now))).content
    assert events_of(content)["TOT-KHU-09-1"].status.value == status
    assert b"Flood" not in content


def test_a_trainer_follows_own_sessions_alone(planned, trainer, programme, now, first_day):
    SessionFactory(programme=programme, code="NOT-MINE", starts_on=first_day, state="scheduled")
    content = Client().get(path_of(feeds.make(trainer, now=now))).content
    assert b"NOT-MINE" not in content
    assert "/training/TOT-KHU-09/" in events_of(content)["TOT-KHU-09-1"].url.value


def test_the_file_speaks_the_language_of_its_owner(planned, trainer, now):
    trainer.language = "bn"
    trainer.save()
    content = Client().get(path_of(feeds.make(trainer, now=now))).content
    assert events_of(content)["TOT-KHU-09-1"].summary.value == "TOT-KHU-09: প্রশিক্ষক প্রশিক্ষণ, খুলনা রেঞ্জ"


def test_a_program_that_has_the_file_gets_an_empty_answer_until_something_changes(planned, trainer, now):
    client, path = Client(), path_of(feeds.make(trainer, now=now))
    tag = client.get(path)["ETag"]
    again = client.get(path, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    planned.venue_en = "Elsewhere"
    planned.save()
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200


def test_the_address_goes_to_no_search_engine_and_no_shared_cache(planned, trainer, now):
    answer = Client().get(path_of(feeds.make(trainer, now=now)))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Cache-Control"].startswith("private")
    assert answer.cookies == {}


@pytest.mark.parametrize("code", ["x", "0" * 26, "z" * 5000, "ü", "a b"])
def test_a_wrong_address_is_not_found(db, code):
    answer = Client().get(reverse("calendar_feed:file", args=[code]))
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"


def test_who_tries_many_addresses_has_to_wait(planned, trainer, now):
    client, made = Client(), feeds.make(trainer, now=now)
    for _time in range(30):
        assert client.get(reverse("calendar_feed:file", args=["0" * 26])).status_code == 404
    answer = client.get(path_of(made))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    cache.clear()
    assert client.get(path_of(made)).status_code == 200


def test_nothing_is_changed_by_other_methods(planned, trainer, now):
    assert Client().post(path_of(feeds.make(trainer, now=now))).status_code == 405


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_number_of_queries_does_not_grow(planned, coordinator, programme, now, sessions, first_day, takes_queries):
    for _time in range(sessions):
        SessionFactory(programme=programme, starts_on=first_day)
    path = path_of(feeds.make(coordinator, programme, now=now))
    Client().get(path)
    with takes_queries(4):
        Client().get(path)


def test_days_without_a_timetable_are_one_event_until_a_gap_or_a_day_with_one():
    monday = date(2026, 11, 23)
    days = [(n + 1, monday + timedelta(days=n), None, None) for n in (0, 1, 3)] + [
        (5, date(2026, 11, 27), time(9), time(10))
    ]
    spans = spans_of(days)
    assert [(one.number, one.start) for one in spans[:2]] == [(1, monday), (4, date(2026, 11, 26))]
    assert spans[0].end == date(2026, 11, 25)
    assert spans[2].start == datetime(2026, 11, 27, 9, tzinfo=ZONE)


# The pages


def test_the_address_is_shown_once(signed_in, coordinator, programme):
    client = signed_in(coordinator)
    page = client.post(reverse("calendar:make_address", args=[programme.code]))
    (address,) = re.findall(r'value="(http\S+\.ics)"', page.text)
    assert Client().get(address[address.index("/calendar/") :]).status_code == 200
    calendar = client.get(reverse("reports:calendar")).text
    assert address not in calendar
    assert "last read on" in calendar
    client.post(reverse("calendar:take_back_address", args=[programme.code]))
    assert Client().get(address[address.index("/calendar/") :]).status_code == 404
    assert "no address yet" in client.get(reverse("reports:calendar")).text


def test_a_trainer_makes_an_address_in_the_portal(signed_in, trainer, planned):
    client = signed_in(trainer)
    assert reverse("trainings:make_address") in client.get(reverse("reports:trainer_calendar")).text
    assert ".ics" in client.post(reverse("trainings:make_address")).text
    assert client.post(reverse("trainings:take_back_address")).status_code == 302
    assert not CalendarFeed.objects.live().exists()


def test_an_address_of_another_programme_is_not_made(signed_in, coordinator, programme):
    other = ProgrammeFactory()
    client = signed_in(coordinator)
    assert client.post(reverse("calendar:make_address", args=[other.code])).status_code == 404
    assert client.post(reverse("calendar:take_back_address", args=[other.code])).status_code == 404
    assert client.get(reverse("calendar:make_address", args=[programme.code])).status_code == 405


@pytest.mark.parametrize("who", ["outsider", "observer", "officer_user"])
def test_who_has_no_part_makes_no_address(signed_in, session, programme, who, request):
    client = signed_in(request.getfixturevalue(who))
    assert client.post(reverse("trainings:make_address")).status_code == 404
    assert client.post(reverse("calendar:make_address", args=[programme.code])).status_code == 404


def test_the_log_does_not_have_the_address():
    line = "GET /calendar/0abc1def2ghj3kmn4pqr5stv6w.ics HTTP/1.1"
    for pattern, mask in logs._SECRETS:
        line = pattern.sub(mask, line)
    assert line == "GET /calendar/[key].ics HTTP/1.1"


def test_a_second_trainer_does_not_see_the_address_of_the_first(trainer, planned, now):
    feeds.make(trainer, now=now)
    assert not CalendarFeed.objects.visible_to(UserFactory()).exists()
