"""The pages of nominations, as a coordinator meets them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import EnrolmentFactory, ProgrammeFactory, RankFactory, SessionFactory
from tests.trainings.enrolment.conftest import give_quotas, ids, officers, propose, states
from trainings.models import SessionState, TrainingSession

pytestmark = pytest.mark.django_db


def address(session, name="nominations", *more):
    return reverse(f"sessions:{name}", args=[session.code, *more])


@pytest.fixture
def page(signed_in, session, coordinator):
    """A function: the text of the page of `session`."""

    def get(query=""):
        return " ".join(signed_in(coordinator).get(address(session) + query).content.decode().split())

    return get


@pytest.fixture
def decide(signed_in, session, coordinator):
    """A function: posts a decision and returns the page that follows, as text."""

    def post(**sent):
        answer = signed_in(coordinator).post(address(session, "decide_nominations"), sent, follow=True)
        return " ".join(answer.content.decode().split())

    return post


def test_an_empty_page_says_what_to_do(page):
    content = page()
    assert "No quotas yet: nominations are taken as long as seats last." in content
    assert "Nobody is proposed yet." in content
    assert "Confirm all" not in content


def test_the_page_shows_the_live_numbers(page, session, khulna, khulna_range):
    give_quotas(session, (khulna, 2), (khulna.place.parent, 1), women_share=50)
    propose(
        session, officers(1, khulna, sex="female", name_en="Anwara Begum") + officers(2, khulna, name_en="Belal Uddin")
    )
    content = page()
    assert "Khulna District Police" in content
    assert "100% · goal 50%" in content
    assert "The quota of Khulna is used up (1)." in content
    assert content.index("Anwara Begum") < content.index("Waiting list</h2>") < content.index("1. <a")
    assert "1 open" in content


def test_more_quotas_than_seats_are_pointed_out(page, session, khulna, jashore):
    give_quotas(session, (khulna, 2), (jashore, 2))
    assert "The units may fill 4 seats together; the session has 3." in page()


def test_long_lists_show_their_beginning_and_open_on_request(page, session, khulna, monkeypatch):
    monkeypatch.setattr("trainings.views.nominations.SHOWN_AT_FIRST", 1)
    propose(session, officers(3, khulna))
    assert "Show 2 more" in page()
    assert page().count('name="only"') == 1
    assert page("?rows=all").count('name="only"') == 3


def test_a_name_with_markup_is_shown_as_typed(page, session, khulna):
    propose(session, officers(1, khulna, name_en="<b>Bold</b> Rahman"))
    assert "<b>Bold" not in page()


def test_a_session_that_is_over_is_shown_without_anything_to_press(page, session, khulna):
    give_quotas(session, (khulna, 2))
    propose(session, officers(1, khulna))
    TrainingSession.objects.update(state=SessionState.HELD)
    content = page()
    assert "TOT-KHU-03 is over" in content
    for gone in ('name="only"', 'name="act"', 'name="unit"', "Set quotas"):
        assert gone not in content


def test_a_deadline_that_is_over_is_said(page, session):
    TrainingSession.objects.update(
        nominations_due_on=session.starts_on - timedelta(days=400), starts_on=session.starts_on
    )
    assert "This day is over." in page()


# Deciding


def test_one_is_confirmed_with_the_button_of_the_row(decide, session, khulna):
    first, second = officers(2, khulna)
    propose(session, [first, second])
    assert "1 officer is confirmed and takes part." in decide(only=ids(first)[0], enrolment=ids(second))
    assert states(session) == {first.pk: "confirmed", second.pk: "nominated"}


def test_the_chosen_are_confirmed_and_who_waits_is_told_apart(decide, session, khulna):
    four = officers(4, khulna)
    propose(session, four)
    content = decide(act="confirm", enrolment=ids(four[0], four[3]))
    assert "1 officer is confirmed and takes part." in content
    assert "1 officer waits for a seat and was not confirmed." in content


def test_all_within_quota_are_confirmed_at_once(decide, session, khulna):
    propose(session, officers(4, khulna))
    assert "3 officers are confirmed and take part." in decide(act="confirm_all")
    assert "Nobody to confirm within seats and quotas." in decide(act="confirm_all")


def test_the_chosen_are_declined_with_a_reason(decide, session, khulna):
    two = officers(2, khulna)
    propose(session, two)
    assert "Say why the nomination is declined." in decide(act="decline", enrolment=ids(*two))
    assert "2 nominations are declined." in decide(act="decline", enrolment=ids(*two), reason="On leave.")
    assert "2 nominations were decided on already." in decide(act="decline", enrolment=ids(*two), reason="On leave.")


@pytest.mark.parametrize("enrolment", [[], ["x"], ["-1"], ["9" * 40], ["১"]])
def test_what_names_nobody_changes_nothing(decide, session, khulna, enrolment):
    (officer,) = officers(1, khulna)
    propose(session, [officer])
    assert "Choose at least one officer." in decide(act="confirm", enrolment=enrolment)
    assert states(session) == {officer.pk: "nominated"}


# Moving up


def test_someone_moves_up_for_a_reason(signed_in, session, khulna, coordinator):
    five = officers(5, khulna)
    propose(session, five)
    client, up = signed_in(coordinator), address(session, "move_up", *ids(five[4]))
    assert "Stands at place 2 now." in client.get(up).content.decode()
    assert client.post(up, {"to": 1}).status_code == 422
    assert "Choose a place from 1 to 1" in client.post(up, {"to": 2, "reason": "Why"}).content.decode()
    assert client.post(up, {"to": 1, "reason": "The only woman"})["Location"] == address(session)
    assert states(session)[five[4].pk] == "waiting 1"
    assert "Moved up: The only woman" in client.get(address(session)).content.decode()


def test_who_does_not_wait_has_no_page_to_move_up(signed_in, session, khulna, coordinator):
    (officer,) = officers(1, khulna)
    propose(session, [officer])
    assert signed_in(coordinator).get(address(session, "move_up", *ids(officer))).status_code == 404


# Quotas


def form_of(*rows, **more):
    sent = {"q-TOTAL_FORMS": len(rows), "q-INITIAL_FORMS": 0, "women_share": 0, "due_on": "", "send_to": "", "save": 1}
    for number, (of, seats) in enumerate(rows):
        sent |= {f"q-{number}-of": of, f"q-{number}-seats": seats}
    return sent | more


@pytest.fixture
def send(signed_in, session, coordinator):
    """A function: posts the form of the quotas; returns the answer."""
    return lambda *rows, **more: signed_in(coordinator).post(address(session, "quotas"), form_of(*rows, **more))


def test_quotas_are_typed_by_name_by_code_or_chosen(send, session, khulna, jashore):
    due_on = session.starts_on
    answer = send(
        ("khulna district police", 2),
        ("DP-4041", 1),
        ("Khulna (Division)", 3),
        ("", ""),
        women_share=30,
        due_on=due_on.isoformat() if due_on >= timezone.localdate() else "",
        send_to="training@police.example",
    )
    assert answer["Location"] == address(session)
    assert list(session.quotas.order_by("pk").values_list("unit__code", "region__kind", "seats")) == [
        ("DP-4047", None, 2),
        ("DP-4041", None, 1),
        (None, "division", 3),
    ]
    assert TrainingSession.objects.get().women_share == 30


def test_the_form_shows_what_is_set_and_an_emptied_row_takes_it_out(
    signed_in, send, session, khulna, jashore, coordinator
):
    give_quotas(session, (khulna, 2), (jashore, 1))
    content = signed_in(coordinator).get(address(session, "quotas")).content.decode()
    assert 'value="Khulna District Police (DP-4047)"' in content
    send(("Khulna District Police (DP-4047)", 2), ("", 1))
    assert session.quotas.get().unit == khulna


@pytest.mark.parametrize(
    ("rows", "more", "sentence"),
    [
        ([("Atlantis Police", 1)], {}, "“Atlantis Police” is no unit, district or division."),
        ([("Khulna", 1)], {}, "Several are called that: Khulna (District), Khulna (Division)."),
        ([("DP-4047", "")], {}, "Say how many seats."),
        ([("DP-4047", "-1")], {}, "greater than or equal to 0"),
        ([("DP-4047", 1), ("DP-4047", 2)], {}, "Khulna District Police is in the list twice."),
        ([], {"women_share": 101}, "less than or equal to 100"),
        ([], {"due_on": "2020-01-01"}, "1 January 2020 is over."),
        ([], {"due_on": "nonsense"}, "Enter a valid date"),
    ],
)
def test_what_cannot_be_set_is_said(send, session, khulna, rows, more, sentence):
    answer = send(*rows, **more)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not session.quotas.exists()


def test_more_rows_keep_what_was_typed_and_save_nothing(send, session, khulna):
    content = send(("Atlantis", 7), more=1).content.decode()
    assert 'value="Atlantis"' in content
    assert 'name="q-3-of"' in content
    assert not session.quotas.exists()


def test_many_rows_are_filled_in_at_once(send, session, khulna_range, khulna, jashore):
    content = send(("Khulna District Police (DP-4047)", 5), fill=1, which="RANGE-KHU", each=2).content.decode()
    assert content.count('value="Jashore District Police (DP-4041)"') == 2  # in a row, and in the list to choose from
    assert 'value="5"' in content
    assert not session.quotas.exists()


def test_forged_forms_are_refused(signed_in, session, coordinator):
    client = signed_in(coordinator)
    assert client.post(address(session, "quotas"), {"save": 1}).status_code == 422
    assert client.post(address(session, "quotas"), {"q-TOTAL_FORMS": "9" * 30, "more": 1}).status_code == 200


# Who, and at what cost


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
@pytest.mark.parametrize("name", ["nominations", "quotas"])
def test_nobody_but_a_coordinator_opens_the_pages(request, signed_in, session, who, name):
    assert signed_in(request.getfixturevalue(who)).get(address(session, name)).status_code == 404


def test_a_coordinator_of_another_programme_changes_nothing(signed_in, session, khulna, outsider):
    ProgrammeFactory(coordinators=[outsider])
    (officer,) = officers(4, khulna)[:1]
    propose(session, [officer])
    client = signed_in(outsider)
    assert client.post(address(session, "decide_nominations"), {"act": "confirm_all"}).status_code == 404
    assert client.post(address(session, "quotas"), form_of()).status_code == 404
    assert states(session) == {officer.pk: "nominated"}


def test_decisions_are_posted(signed_in, session, coordinator):
    assert signed_in(coordinator).get(address(session, "decide_nominations")).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_one_and_three(
    signed_in, programme, coordinator, khulna, jashore, khulna_range, number, django_assert_num_queries
):
    session = SessionFactory(programme=programme, state="scheduled", capacity=number)
    give_quotas(session, *[(unit, 3) for unit in (khulna, jashore, khulna_range)[:number]])
    propose(session, officers(2 * number, khulna))
    client = signed_in(coordinator)
    client.get(address(session))
    with django_assert_num_queries(17):
        client.get(address(session))


def test_the_page_of_the_session_leads_to_its_nominations(signed_in, session, khulna, coordinator):
    propose(session, officers(4, khulna))
    content = " ".join(signed_in(coordinator).get(f"/admin/sessions/{session.code}/").content.decode().split())
    assert address(session) in content
    assert "3 officers to decide on · 1 on the waiting list" in content


def test_more_seats_on_the_edit_page_promote_who_waits(signed_in, session, khulna, coordinator):
    four = officers(4, khulna)
    propose(session, four)
    edit = reverse("admin:trainings_trainingsession_change", args=[session.pk])
    client = signed_in(coordinator)
    form = client.get(edit).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields} | {"capacity": 4}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    sent |= {"trainers-TOTAL_FORMS": 0, "trainers-INITIAL_FORMS": 0}
    assert client.post(edit, sent).status_code == 302
    assert states(session)[four[3].pk] == "nominated"


def moved(signed_in, session, coordinator, **days):
    """Posts the form of the session with other days; returns the answer."""
    edit = reverse("admin:trainings_trainingsession_change", args=[session.pk])
    client = signed_in(coordinator)
    form = client.get(edit).context["adminform"].form
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return client.post(edit, sent | days | {"trainers-TOTAL_FORMS": 0, "trainers-INITIAL_FORMS": 0})


def test_the_first_day_does_not_move_before_the_deadline(signed_in, session, coordinator):
    TrainingSession.objects.update(nominations_due_on=session.starts_on)
    answer = moved(signed_in, session, coordinator, starts_on=session.starts_on - timedelta(days=1))
    assert "This is after the first day of the session." in answer.content.decode()


@pytest.fixture
def ahead(session):
    """The session, ten days from today; nominations are due on its first day."""
    session.days.all().delete()
    session.starts_on = session.nominations_due_on = timezone.localdate() + timedelta(days=10)
    session.ends_on = session.starts_on + timedelta(days=2)
    session.save()
    return session


def test_first_day_and_deadline_move_together_in_one_step(signed_in, ahead, coordinator):
    session, earlier = ahead, ahead.starts_on - timedelta(days=1)
    assert moved(signed_in, session, coordinator, starts_on=earlier, nominations_due_on=earlier).status_code == 302
    session.refresh_from_db()
    assert (session.starts_on, session.nominations_due_on) == (earlier, earlier)


def test_a_deadline_that_is_over_stays_but_is_not_chosen_anew(signed_in, ahead, coordinator):
    session, over = ahead, timezone.localdate() - timedelta(days=3)
    TrainingSession.objects.update(nominations_due_on=over)
    later = session.ends_on
    assert moved(signed_in, session, coordinator, starts_on=later, ends_on=later).status_code == 302
    answer = moved(signed_in, session, coordinator, nominations_due_on=over - timedelta(days=1))
    assert "This day is over." in answer.content.decode()
    assert moved(signed_in, session, coordinator, nominations_due_on="").status_code == 302


def test_a_nominee_in_another_session_and_one_of_low_rank_are_told(signed_in, session, programme, khulna, coordinator):
    busy, constable = officers(2, khulna)
    EnrolmentFactory(session=SessionFactory(programme=programme, code="TOT-BAR-05"), officer=busy)
    constable.rank = RankFactory(code="CONST", order=1, name_en="Constable")
    constable.save()
    propose(session, [busy, constable])
    content = signed_in(coordinator).get(address(session)).text
    assert "Also in TOT-BAR-05 on the same days." in content
    assert "The course is for those who lead others; the rank is Constable." in content
