"""The pages of a ceremony for coordinators, with and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from certificates.ceremonies import handover_marks, handover_order, planning
from certificates.models import Ceremony, HandOver
from tests.certificates.ceremonies.conftest import DAY, GUEST
from tests.certificates.conftest import completes, issued
from tests.factories import DistrictFactory, ProgrammeFactory, SessionFactory, UserFactory

FAR_AHEAD = "2999-01-01"
FORM = {
    "title_en": "Certificate ceremony",
    "title_bn": "সনদ বিতরণ",
    "date": "2025-07-01",
    "starts_at": "10:00",
    "venue_en": "Hall",
    "venue_bn": "মিলনায়তন",
    "seats_in_a_row": "10",
}


@pytest.fixture
def desk(signed_in, coordinator):
    return signed_in(coordinator)


def text(answer):
    return answer.content.decode()


def pages(ceremony):
    at = f"/admin/ceremonies/{ceremony.pk}/"
    row, dignitary = ceremony.hand_overs.first(), ceremony.dignitaries.first()
    return [
        *(at, f"{at}edit/", f"{at}cancel/", f"{at}order/", f"{at}order/{row.pk}/", f"{at}day/", f"{at}after/"),
        *(f"{at}papers/", f"{at}protocol/new/", f"{at}protocol/{dignitary.pk}/", f"{at}running-order/new/"),
    ]


# Reaching them


def test_every_page_opens_for_its_coordinator(desk, ceremony):
    for page in ["/admin/ceremonies/", "/admin/ceremonies/new/", *pages(ceremony)]:
        assert desk.get(page).status_code == 200, page


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "outsider", "another"])
def test_nobody_else_reaches_a_page_or_changes_anything(request, signed_in, ceremony, who):
    other = UserFactory()
    ProgrammeFactory(coordinators=[other])
    client = signed_in(other if who == "another" else request.getfixturevalue(who))
    row = ceremony.hand_overs.first()
    at = f"/admin/ceremonies/{ceremony.pk}/"
    for page in pages(ceremony):
        assert client.get(page).status_code == 404, page
    for act in ("act/", "sessions/", "order/arrange/", "day/mark/", "papers/pack/", "papers/seating/"):
        assert client.post(at + act, {"mark": f"{row.pk}:absent:pending"}).status_code == 404, act
    assert ceremony.hand_overs.first().state == "pending"


def test_what_changes_something_asks_for_post(desk, ceremony):
    for act in ("act/", "sessions/", "order/arrange/", "day/mark/", "papers/pack/", "papers/seating/"):
        assert desk.get(f"/admin/ceremonies/{ceremony.pk}/{act}").status_code == 405, act


def test_parts_of_another_ceremony_are_not_there(desk, ceremony, programme, coordinator):
    other = planning.create(
        programme,
        by=coordinator,
        place=DistrictFactory(),
        **{key: value for key, value in FORM.items() if key not in {"date", "starts_at", "seats_in_a_row"}},
        date=DAY,
        starts_at=ceremony.starts_at,
    )
    row, dignitary = ceremony.hand_overs.first(), ceremony.dignitaries.first()
    at = f"/admin/ceremonies/{other.pk}/"
    assert desk.get(f"{at}order/{row.pk}/").status_code == 404
    assert desk.post(f"{at}protocol/{dignitary.pk}/act/", {"act": "remove"}).status_code == 404
    assert desk.post(f"{at}day/mark/", {"mark": f"{row.pk}:absent:pending"}).status_code == 404


# Planning


def test_a_ceremony_is_planned_from_its_session(desk, closed):
    page = desk.get(f"/admin/ceremonies/new/?session={closed.code}")
    assert page.context["form"]["venue_en"].value() == closed.venue_en
    answer = desk.post(
        f"/admin/ceremonies/new/?session={closed.code}",
        FORM | {"place": closed.place_id, "programme": closed.phase.programme_id},
    )
    made = Ceremony.objects.get()
    assert answer["Location"] == f"/admin/ceremonies/{made.pk}/"
    assert list(made.sessions.all()) == [closed]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"date": "2025-06-18"}, "the ceremony cannot be before it"),
        ({"title_en": "x" * 200}, "at most 160 characters"),
        ({"title_bn": ""}, "This field is required"),
        ({"date": "31.2.2025"}, "Enter a valid date"),
        ({"starts_at": "26:00"}, "Enter a valid time"),
        ({"seats_in_a_row": "0"}, "A row has 1 to 40 seats"),
        ({"seats_in_a_row": "-3"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_recorded(desk, closed, wrong, said):
    facts = FORM | {"place": closed.place_id, "programme": closed.phase.programme_id} | wrong
    answer = desk.post(f"/admin/ceremonies/new/?session={closed.code}", facts)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Ceremony.objects.exists()


def test_a_foreign_programme_is_not_a_choice(desk, closed):
    facts = FORM | {"place": closed.place_id, "programme": ProgrammeFactory().pk}
    assert desk.post("/admin/ceremonies/new/", facts).status_code == 422
    assert not Ceremony.objects.exists()


def test_markup_stays_text_on_every_page(desk, ceremony, guests, coordinator):
    Ceremony.objects.update(title_en="<b id=x>Title</b>")
    ceremony.dignitaries.update(office_en="<img src=x onerror=1>", organisation_en="</script>")
    for page in ["/admin/ceremonies/", *pages(ceremony)]:
        shown = text(desk.get(page))
        assert "<b id=x>" not in shown
        assert "<img src=x" not in shown


def test_dignitaries_are_added_moved_by_a_button_and_taken_out(desk, ceremony, guests):
    at = f"/admin/ceremonies/{ceremony.pk}/protocol/"
    assert desk.post(f"{at}new/", GUEST | {"office_en": "Third"})["Location"].endswith("#protocol")
    third = ceremony.dignitaries.last()
    desk.post(f"{at}{third.pk}/act/", {"act": "up"})
    shown = desk.get(f"/admin/ceremonies/{ceremony.pk}/").context["dignitaries"]
    assert list(ceremony.dignitaries.all()) == shown == [guests[0], third, guests[1]]
    answer = desk.post(f"{at}{guests[0].pk}/act/", {"act": "remove"}, follow=True)
    assert "2 certificates have nobody now who hands them over" in text(answer)


def test_the_running_order_is_suggested_and_shown_with_its_times(desk, ceremony):
    at = f"/admin/ceremonies/{ceremony.pk}/"
    desk.post(f"{at}running-order/suggest/")
    assert "10:15" in text(desk.get(at))
    item = ceremony.running_order.last()
    wrong = {"what_en": "Early", "what_bn": "আগে", "minutes": "5", "starts_at": "09:00"}
    answer = desk.post(f"{at}running-order/{item.pk}/", wrong)
    assert answer.status_code == 422
    assert "would begin at 09:00" in text(answer)


def test_who_has_no_certificate_stands_there_with_why_and_where_to_issue(desk, ceremony, closed):
    completes(closed, name_en="Ready Officer")
    completes(closed, name_en="Nameless Officer", name_bn="")
    shown = text(desk.get(f"/admin/ceremonies/{ceremony.pk}/order/"))
    assert "The name in Bangla is missing." in shown
    assert f'href="/admin/sessions/{closed.code}/certificates/">Issue it</a>' in shown


def test_arranging_anew_from_the_page(desk, ceremony, guests):
    at = f"/admin/ceremonies/{ceremony.pk}/order/arrange/"
    desk.post(at, {"order": "rank", "dignitaries": [guests[1].pk]})
    assert set(ceremony.hand_overs.values_list("dignitary", flat=True)) == {guests[1].pk}
    assert Ceremony.objects.get().order == "rank"
    for wrong in ({"order": "hand"}, {"order": "x"}, {"order": "unit", "dignitaries": ["99999"]}):
        assert desk.post(at, wrong).status_code == 422


# The day


def mark(desk, ceremony, value, **headers):
    return desk.post(f"/admin/ceremonies/{ceremony.pk}/day/mark/", {"mark": value}, headers=headers)


def test_one_tap_marks_and_leads_back_to_the_row(desk, ceremony):
    row = ceremony.hand_overs.first()
    answer = mark(desk, ceremony, f"{row.pk}:handed_over:pending")
    assert answer["Location"] == f"/admin/ceremonies/{ceremony.pk}/day/#h{row.pk}"
    assert ceremony.hand_overs.first().state == "handed_over"


def test_a_script_gets_the_row_and_the_counts_alone(desk, ceremony):
    row = ceremony.hand_overs.first()
    shown = text(mark(desk, ceremony, f"{row.pk}:handed_over:pending", hx_request="true"))
    assert shown.startswith(f'<li id="h{row.pk}" class="handed_over"')
    assert "<b>1</b> of 3 handed over" in shown
    assert len(shown) < 2500


def test_who_was_marked_by_somebody_else_is_shown_as_it_stands_with_why(desk, ceremony, programme):
    other = UserFactory(full_name="Other Table")
    programme.team.create(user=other, role="coordinator")
    row = ceremony.hand_overs.first()
    handover_marks.mark(row, "absent", expected="pending", by=other)
    shown = text(mark(desk, ceremony, f"{row.pk}:handed_over:pending", hx_request="true"))
    assert "Other Table marked this officer meanwhile" in shown
    assert 'class="absent"' in shown
    assert ceremony.hand_overs.first().state == "absent"


@pytest.mark.parametrize(
    "value", ["", "x", "1", "::", "1:lost:pending", "1:absent:", f"{'9' * 40}:absent:pending", "১:absent:pending"]
)
def test_a_mark_that_cannot_be_read_changes_nothing(desk, ceremony, value):
    assert mark(desk, ceremony, value).status_code == 302
    assert not HandOver.objects.exclude(state="pending").exists()


def test_the_list_is_searched_by_post_so_that_no_name_is_in_an_address(desk, ceremony):
    found = desk.post(f"/admin/ceremonies/{ceremony.pk}/day/", {"q": " LAILUN  n"})
    assert [row.enrolment.officer.name_en for row in found.context["rows"]] == ["Lailun Niazi"]
    assert len(desk.get(f"/admin/ceremonies/{ceremony.pk}/day/?q=Lailun").context["rows"]) == 3


def test_before_the_day_there_is_nothing_to_tap(desk, ceremony):
    Ceremony.objects.update(date=timezone.localdate() + timedelta(days=1))
    shown = text(desk.get(f"/admin/ceremonies/{ceremony.pk}/day/"))
    assert 'name="mark"' not in shown
    assert "from the day of the ceremony on" in shown


# After


def test_absentees_stand_by_unit_with_its_address_and_are_marked_as_posted(desk, ceremony, coordinator):
    handover_marks.mark_remaining_absent(ceremony, by=coordinator)
    at = f"/admin/ceremonies/{ceremony.pk}/after/"
    shown = text(desk.get(at))
    assert "Superintendent of Police<br>Khulna District Police<br>Khulna" in shown
    rows = [row.pk for row in ceremony.hand_overs.all()]
    assert desk.post(at, {"row": rows[:2], "posted_on": "2025-07-03"})["Location"] == at
    assert list(ceremony.hand_overs.values_list("state", flat=True)) == ["posted", "posted", "absent"]
    assert AuditEntry.objects.filter(verb="hand_over.posted").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"posted_on": FAR_AHEAD}, {"posted_on": "2020-01-01"}, {"posted_on": "x"}, {"row": []}, {"row": ["x"]}],
)
def test_a_wrong_day_or_nobody_is_said(desk, ceremony, coordinator, wrong):
    handover_marks.mark_remaining_absent(ceremony, by=coordinator)
    facts = {"row": [ceremony.hand_overs.first().pk], "posted_on": "2025-07-03"} | wrong
    assert desk.post(f"/admin/ceremonies/{ceremony.pk}/after/", facts).status_code == 422
    assert not HandOver.objects.filter(state="posted").exists()


# Cost


@pytest.mark.parametrize(("page", "queries"), [("", 14), ("order/", 19), ("day/", 10), ("after/", 11), ("papers/", 11)])
@pytest.mark.parametrize("officers", [1, 3])
def test_a_page_costs_the_same_for_many(
    desk, draft, guests, closed, coordinator, django_assert_num_queries, officers, page, queries
):
    for _n in range(officers):
        completes(closed)
    issued(closed, by=coordinator)
    for _n in range(officers):
        completes(closed, name_bn="")
    handover_order.arrange(draft, "unit", guests, by=coordinator)
    planning.plan(draft, by=coordinator)
    handover_marks.mark_remaining_absent(draft, by=coordinator)
    address = f"/admin/ceremonies/{draft.pk}/{page}"
    desk.get(address)
    with django_assert_num_queries(queries):
        desk.get(address)


@pytest.mark.parametrize("sessions", [0, 2])
def test_the_order_costs_the_same_for_many_sessions(
    desk, draft, closed, programme, django_assert_num_queries, sessions
):
    completes(closed, name_bn="")
    for number in range(sessions):
        more = SessionFactory(programme=programme, code=f"TOT-MORE-{number}", state="closed", closed_at=timezone.now())
        completes(more, name_bn="")
        draft.sessions.add(more)
    address = f"/admin/ceremonies/{draft.pk}/order/"
    desk.get(address)
    with django_assert_num_queries(22):
        html = desk.get(address).text
    assert html.count("The name in Bangla is missing.") == 1 + sessions


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_of_ceremonies_costs_the_same_for_many(
    desk, ceremony, programme, coordinator, django_assert_num_queries, others
):
    for _n in range(others):
        facts = {
            key: getattr(ceremony, key) for key in ("title_en", "title_bn", "date", "starts_at", "venue_en", "venue_bn")
        }
        planning.create(programme, by=coordinator, place=ceremony.place, **facts)
    desk.get("/admin/ceremonies/")
    with django_assert_num_queries(9):
        desk.get("/admin/ceremonies/")


# From elsewhere


def test_session_issuing_and_start_page_lead_to_it(desk, ceremony, closed):
    at = f'href="/admin/ceremonies/{ceremony.pk}/'
    assert at in text(desk.get(f"/admin/sessions/{closed.code}/"))
    assert at in text(desk.get(f"/admin/sessions/{closed.code}/certificates/"))
    assert f"{at}day/" in text(desk.get("/admin/"))
    planning.cancel(ceremony, by=ceremony.programme.team.first().user, reason="Flood")
    assert f"/admin/ceremonies/new/?session={closed.code}" in text(desk.get(f"/admin/sessions/{closed.code}/"))
    assert at not in text(desk.get("/admin/"))


def test_the_texts_of_those_who_are_not_shown_are_not_tried(desk, draft, closed, monkeypatch):
    monkeypatch.setattr("certificates.views.coordinator.hand_overs.ROWS", 2)
    for _n in range(3):
        completes(closed, name_bn="")
    address = f"/admin/ceremonies/{draft.pk}/order/"
    html = desk.get(address).text
    assert html.count("The name in Bangla is missing.") == 2
    assert "3 officers without a certificate" in " ".join(html.split())
    assert "?without=2#without" in html
    assert desk.get(f"{address}?without=2").text.count("The name in Bangla is missing.") == 1
