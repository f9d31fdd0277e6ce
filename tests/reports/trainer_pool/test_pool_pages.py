"""The pool on pages: found, filtered, bounded, of the own programme alone; and a trainer's own page in the portal."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.trainer_pool import pool_pages
from reports.trainer_pool.pool_pages import Wanted, certified, guests_page, trainers_page
from tests.factories import ModuleFactory, UserFactory, named_for
from trainings.models import GuestExpert, TrainerAbsence, TrainerProfile
from trainings.trainer_pool import absences, guests, naming, profiles

pytestmark = pytest.mark.django_db
POOL = "/admin/trainers/SHETU/"
SECRET = "Operation of the knee"


def names(programme, today, words="", **query):
    context = trainers_page(programme, Wanted.of(query), words=words, number=None, today=today)
    return [row["person"].full_name for row in context["rows"]]


def describe(user, programme, by, today, *languages, **more):
    facts = {"certified_on": None, "certified_by": "", **more}
    return profiles.describe(user, programme, languages=languages, **facts, by=by, today=today)


def form_of(**more):
    return {"form": str(uuid.uuid4()), **more}


# The list


def test_the_sidebar_leads_to_the_pool(signed_in, coordinator, programme, colleague):
    client = signed_in(coordinator)
    assert 'href="/admin/trainers/"' in client.get("/admin/").text
    page = client.get("/admin/trainers/", follow=True)
    assert page.redirect_chain == [(POOL, 302)]
    assert "Sharmin Trainer" in page.text


def test_whoever_coordinates_several_programmes_chooses_one(signed_in, coordinator, programme, elsewhere):
    elsewhere[1].team.create(user=coordinator, role="coordinator")
    page = signed_in(coordinator).get("/admin/trainers/")
    assert POOL in page.text
    assert "/admin/trainers/OTHER/" in page.text


def test_the_list_shows_what_the_sessions_on_record_say(
    signed_in, coordinator, programme, plan, teaches, colleague, today, days
):
    held = plan(-60, state="held")
    named_for(held, colleague, role="lead")
    teaches(held, ModuleFactory(code="EARLY"), hours=3)
    describe(colleague, programme, coordinator, today, "bn", "ctg", certified_on=today - timedelta(days=400))
    absences.note_own(colleague, days(30, 30, SECRET), by=colleague, now=timezone.now())
    page = signed_in(coordinator).get(POOL).text
    for words in ("Bangla, Chittagonian", "EARLY"):
        assert words in page
    row = pool_pages.trainers_page(programme, Wanted(), words="", number=None, today=today)["rows"][0]
    assert (row["record"].led, row["record"].hours) == (1, 3)
    assert row["certified"]["since"] == today - timedelta(days=400)
    assert row["away"].first_day == today + timedelta(days=30)
    assert SECRET not in page


def test_the_list_is_filtered_by_language_module_and_day(programme, coordinator, plan, teaches, joins, today, days):
    speaks, taught, away = joins("Speaks"), joins("Taught"), joins("Away")
    describe(speaks, programme, coordinator, today, "en")
    held = plan(-60, state="held")
    named_for(held, taught)
    teaches(held, ModuleFactory(code="EARLY"))
    absences.note_own(away, days(5), by=away, now=timezone.now())
    assert names(programme, today) == ["Away", "Speaks", "Taught"]
    assert names(programme, today, language="en") == ["Speaks"]
    assert names(programme, today, module="EARLY") == ["Taught"]
    assert names(programme, today, free=(today + timedelta(days=5)).isoformat()) == ["Speaks", "Taught"]
    assert names(programme, today, words="spe") == ["Speaks"]


@pytest.mark.parametrize("query", [{"language": "xx"}, {"free": "2026-02-31"}, {"free": "x"}, {"free": ""}])
def test_nonsense_in_the_address_filters_nothing(signed_in, coordinator, programme, colleague, today, query):
    assert names(programme, today, **query) == ["Sharmin Trainer"]
    assert signed_in(coordinator).get(POOL, {**query, "page": "x", "module": "\x00"}).status_code == 200


def test_names_are_looked_for_by_post_and_stand_in_no_address(signed_in, coordinator, programme, joins):
    joins("Sharmin Trainer")
    joins("Rafiqul Trainer")
    page = signed_in(coordinator).post(POOL, {"words": "rafiq"})
    assert page.status_code == 200
    assert "Rafiqul Trainer" in page.text
    assert "Sharmin Trainer" not in page.text


def test_another_programme_sees_nothing(signed_in, elsewhere, programme, colleague, guest, ahead, days):
    noted = absences.note_own(colleague, days(), by=colleague, now=timezone.now())
    named = naming.name_guest(ahead, guest, "guest", by=None)
    client = signed_in(elsewhere[0])
    for path in ("", f"{colleague.pk}/", f"{colleague.pk}/away/", "guests/", "guests/add/", f"guests/{guest.pk}/"):
        assert client.get(f"{POOL}{path}").status_code == 404
    assert client.get(f"/admin/sessions/{ahead.code}/trainers/").status_code == 404
    own = "/admin/trainers/OTHER/"
    assert "Sharmin Trainer" not in client.get(own).text
    for path in (
        f"{own}{colleague.pk}/",
        f"{own}{colleague.pk}/away/",
        f"{own}{colleague.pk}/away/{noted.pk}/remove/",
        f"{own}guests/{guest.pk}/",
        f"{own}guests/{guest.pk}/take-out/",
        f"/admin/sessions/{ahead.code}/trainers/{colleague.pk}/name/",
        f"/admin/sessions/{ahead.code}/guests/name/",
        f"/admin/sessions/{ahead.code}/guests/{named.pk}/take-off/",
    ):
        assert client.post(path, {"role": "guest"}).status_code == 404
    assert TrainerAbsence.objects.count() == GuestExpert.objects.count() == ahead.guests.count() == 1


@pytest.mark.parametrize("who", ["colleague", "observer", "outsider"])
def test_only_coordinators_open_the_pool(request, signed_in, programme, who):
    client = signed_in(request.getfixturevalue(who))
    for path in ("/admin/trainers/", POOL, f"{POOL}guests/"):
        assert client.get(path).status_code in (302, 403, 404)


@pytest.mark.parametrize("page", ["trainers", "guests"])
def test_the_lists_take_the_same_queries_for_one_row_and_for_three(
    programme, coordinator, joins, days, plan, page, today
):
    def build():
        if page == "trainers":
            return trainers_page(programme, Wanted(), words="", number=None, today=today)
        return guests_page(programme, words="", number=None)

    def add(n):
        person = joins(f"Trainer {n}")
        describe(person, programme, coordinator, today, "bn", "en")
        absences.note_own(person, days(), by=person, now=timezone.now())
        session = plan(-60, state="scheduled")
        named_for(session, person)
        guest = guests.add(programme, uuid.uuid4(), {"name_en": f"Guest {n}"}, ["bn"], by=coordinator)
        naming.name_guest(session, guest, "guest", by=coordinator)

    counts = []
    for n in range(3):
        add(n)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            context = build()
        assert len(context["rows"]) == n + 1
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 12


def test_of_many_trainers_a_page_is_shown(programme, joins, monkeypatch, today):
    monkeypatch.setattr(pool_pages, "ROWS_PER_PAGE", 2)
    for n in range(3):
        joins(f"Trainer {n}")
    assert names(programme, today) == ["Trainer 0", "Trainer 1"]


# Certified since


def test_a_certificate_of_this_programme_counts_before_what_was_typed(
    programme, coordinator, today, issued_to_a_trainer, elsewhere
):
    user, day = issued_to_a_trainer
    assert certified([user.pk], programme)[user.pk] == {"since": day, "by": "", "own": True}
    describe(user, programme, coordinator, today, certified_on=today - timedelta(days=3000), certified_by="BPA")
    assert certified([user.pk], programme)[user.pk]["since"] == day
    assert certified([user.pk], elsewhere[1]) == {}


# One trainer


def test_a_coordinator_notes_languages_and_certificate(signed_in, coordinator, programme, colleague, today):
    page = f"{POOL}{colleague.pk}/"
    client = signed_in(coordinator)
    sent = {"languages": ["bn", "rhg"], "certified_on": today.isoformat(), "certified_by": "BPA"}
    assert client.post(page, sent, follow=True).redirect_chain == [(page, 302)]
    assert "Bangla, Rohingya" in client.get(page).text
    refused = client.post(page, {"languages": ["xx"]})
    assert refused.status_code == 422
    refused = client.post(page, {"certified_on": (today + timedelta(days=2)).isoformat()})
    assert "still to come" in refused.text
    assert TrainerProfile.objects.get().certified_on == today


def test_a_coordinator_notes_days_away_and_hears_which_sessions_they_meet(
    signed_in, coordinator, programme, colleague, ahead, today
):
    named_for(ahead, colleague)
    client = signed_in(coordinator)
    page = f"{POOL}{colleague.pk}/"
    day = (today + timedelta(days=11)).isoformat()
    answer = client.post(f"{page}away/", form_of(first_day=day, reason="leave"), follow=True)
    assert "They meet TOT-AHEAD" in answer.text
    assert "Named on these days for TOT-AHEAD" in answer.text
    noted = TrainerAbsence.objects.get()
    assert noted.first_day == noted.last_day
    client.post(f"{page}away/{noted.pk}/remove/")
    assert not TrainerAbsence.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [({}, 422), ({"first_day": "yesterday", "reason": "x"}, 422), ({"first_day": "2001-01-01", "reason": "x"}, 422)],
)
def test_bad_days_are_said_beside_the_form(signed_in, coordinator, programme, colleague, sent, status):
    answer = signed_in(coordinator).post(f"{POOL}{colleague.pk}/away/", form_of(**sent))
    assert answer.status_code == status
    assert not TrainerAbsence.objects.exists()


# Guests


def test_a_guest_is_added_changed_and_taken_out_on_pages(signed_in, coordinator, programme):
    client = signed_in(coordinator)
    sent = form_of(name_en="Amina <b>Rahman", email="amina@example.org", languages=["en"], organisation_en="University")
    page = client.post(f"{POOL}guests/add/", sent, follow=True).text
    assert "Amina &lt;b&gt;Rahman" in page
    assert "amina@example.org" in page
    client.post(f"{POOL}guests/add/", sent)
    guest = GuestExpert.objects.get()
    assert client.post(f"{POOL}guests/{guest.pk}/", form_of(name_en="")).status_code == 422
    assert client.post(f"{POOL}guests/{guest.pk}/", form_of(name_en="Amina", email="nonsense")).status_code == 422
    client.post(f"{POOL}guests/{guest.pk}/", {"name_en": "Amina Khatun"})
    assert "Amina Khatun" in client.post(f"{POOL}guests/", {"words": "khatun"}).text
    assert "Amina Khatun" not in client.post(f"{POOL}guests/", {"words": "nobody"}).text
    client.post(f"{POOL}guests/{guest.pk}/take-out/")
    assert not GuestExpert.objects.exists()


def test_how_to_reach_a_guest_stands_on_no_page_of_a_session(signed_in, coordinator, trainer, session, guest):
    naming.name_guest(session, guest, "expert", by=coordinator)
    for user, path in (
        (trainer, f"/training/{session.code}/"),
        (coordinator, f"/admin/sessions/{session.code}/"),
        (coordinator, f"/admin/sessions/{session.code}/trainers/"),
    ):
        page = signed_in(user).get(path).text
        assert "Dr. Amina Rahman" in page
        assert "amina@example.org" not in page
        assert "01700-1" not in page


# A session


def test_a_free_trainer_is_found_from_the_session_and_named(signed_in, coordinator, programme, ahead, joins, days):
    free, away = joins("Free Trainer"), joins("Away Trainer")
    absences.note_own(away, days(10), by=away, now=timezone.now())
    client = signed_in(coordinator)
    page = reverse("reports:session_trainers", args=[ahead.code])
    assert page in client.get(f"/admin/sessions/{ahead.code}/").text
    shown = client.get(page).text
    assert "Free Trainer" in shown
    assert "Away Trainer" not in shown
    assert "1 more is not free" in " ".join(shown.split())
    assert (
        client.post(f"{page}{free.pk}/name/", {"role": "boss"}, follow=True).text.count(
            "Choose one of the listed roles"
        )
        == 1
    )
    client.post(f"{page}{free.pk}/name/", {"role": "lead"})
    assert ahead.trainers.get().user == free
    assert client.get(f"{page}{free.pk}/name/").status_code == 405


def test_a_named_trainer_who_is_away_is_pointed_out(signed_in, coordinator, ahead, colleague, days):
    named_for(ahead, colleague)
    absences.note_own(colleague, days(10, reason="course abroad"), by=colleague, now=timezone.now())
    page = signed_in(coordinator).get(reverse("reports:session_trainers", args=[ahead.code])).text
    assert "away: course abroad" in page


def test_a_guest_is_named_and_taken_off_on_the_page(signed_in, coordinator, ahead, guest):
    client = signed_in(coordinator)
    client.post(f"/admin/sessions/{ahead.code}/guests/name/", {"guest": guest.pk, "role": "expert"})
    named = ahead.guests.get()
    assert named.role == "expert"
    client.post(f"/admin/sessions/{ahead.code}/guests/name/", {"guest": "x", "role": "expert"})
    client.post(f"/admin/sessions/{ahead.code}/guests/{named.pk}/take-off/")
    assert not ahead.guests.exists()


def test_the_page_of_a_session_takes_the_same_queries_for_one_trainer_and_for_three(
    signed_in, coordinator, programme, ahead, joins, today
):
    client = signed_in(coordinator)
    counts = []
    for n in range(3):
        person = joins(f"Trainer {n}")
        describe(person, programme, coordinator, today, "bn")
        named_for(ahead, joins(f"Named {n}"))
        with CaptureQueriesContext(connection) as queries:
            assert f"Trainer {n}" in client.get(f"/admin/sessions/{ahead.code}/trainers/").text
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_a_session_that_is_over_names_nobody(signed_in, coordinator, plan, colleague):
    held = plan(-60, state="held")
    page = signed_in(coordinator).get(f"/admin/sessions/{held.code}/trainers/")
    assert "stay as they were" in page.text
    assert "Sharmin Trainer" not in page.text


# The trainer's own page


def test_a_trainer_notes_own_languages_and_days(signed_in, colleague, coordinator, programme, ahead, today):
    named_for(ahead, colleague)
    client = signed_in(colleague)
    assert 'href="/training/my-days/"' in client.get("/training/calendar/").text
    client.post("/training/my-days/languages/", {"languages": ["en", "syl"]})
    assert profiles.languages_of(colleague) == {"en", "syl"}
    sent = form_of(first_day=(today + timedelta(days=12)).isoformat(), reason="leave")
    page = client.post("/training/my-days/", sent, follow=True).text
    assert "They meet TOT-AHEAD" in page
    noted = TrainerAbsence.objects.get()
    assert (noted.programme, noted.user) == (None, colleague)
    assert client.post("/training/my-days/", form_of(first_day="x", reason="leave")).status_code == 422
    client.post(f"/training/my-days/{noted.pk}/remove/")
    assert not TrainerAbsence.objects.exists()


def test_days_that_a_programme_noted_are_read_but_not_removed_by_the_trainer(
    signed_in, colleague, coordinator, programme, days
):
    noted = absences.note(colleague, programme, days(reason="other duty"), by=coordinator, now=timezone.now())
    client = signed_in(colleague)
    assert "other duty" in client.get("/training/my-days/").text
    client.post(f"/training/my-days/{noted.pk}/remove/")
    assert TrainerAbsence.objects.filter(pk=noted.pk).exists()


def test_nobody_reaches_the_days_of_a_colleague(signed_in, colleague, joins, outsider, days):
    noted = absences.note_own(colleague, days(), by=colleague, now=timezone.now())
    assert signed_in(joins("Nosy")).post(f"/training/my-days/{noted.pk}/remove/").status_code == 404
    assert signed_in(UserFactory()).get("/training/my-days/").status_code in (302, 403, 404)
    assert TrainerAbsence.objects.filter(pk=noted.pk).exists()


@pytest.mark.parametrize("path", ["/training/my-days/", POOL, f"{POOL}guests/"])
def test_the_pages_speak_bangla(signed_in, colleague, coordinator, programme, path):
    user = colleague if path.startswith("/training") else coordinator
    user.language = "bn"
    user.save()
    page = signed_in(user).get(path)
    assert page.status_code == 200
    assert '<html lang="bn"' in page.text
