"""People and access: what coordinators see, and what others do not find."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from jobs.models import Job
from programmes.invitations import inviting
from programmes.models import Invitation
from tests.factories import PASSWORD, ProgrammeFactory, SessionFactory, UserFactory, named_for

PEOPLE = "/admin/people/SHETU/"


@pytest.fixture
def page(signed_in, programme, coordinator):
    def get(query=""):
        return signed_in(coordinator).get(PEOPLE + query)

    return get


@pytest.fixture
def colleague(programme):
    """Coordinates the same programme."""
    user = UserFactory(full_name="Tanvir Colleague")
    programme.team.create(user=user, role="coordinator")
    return user


def with_code(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})


def test_one_programme_opens_at_once_and_several_are_offered(signed_in, programme, coordinator):
    assert signed_in(coordinator).get("/admin/people/").headers["Location"] == PEOPLE
    other = ProgrammeFactory(short_title_en="The other one", coordinators=[coordinator])
    chooser = signed_in(coordinator).get("/admin/people/").text
    assert PEOPLE in chooser
    assert f"/admin/people/{other.code}/" in chooser


def test_everybody_stands_there_with_part_sign_in_and_second_step(page, session, trainer, observer, coordinator):
    with_code(trainer)
    Authenticator.objects.create(user=trainer, type=Authenticator.Type.WEBAUTHN, data={})
    User.objects.filter(pk=observer.pk).update(last_login=timezone.now() - timedelta(days=111))
    context = page().context
    rows = {row["person"]: row for row in context["rows"]}
    assert set(rows) == {coordinator, trainer, observer}
    assert rows[trainer]["second_step"] == "Passkey, Code from a phone"
    assert rows[trainer]["roles"][0]["sees"]["codes"] == [session.code]
    assert rows[trainer]["signed_in"] == "not yet"
    assert rows[observer]["second_step"] == ""
    assert "111 days ago" in rows[observer]["signed_in"]
    assert rows[coordinator]["signed_in"].startswith("today")
    assert [(role.value, count) for role, count in context["filters"]] == [
        ("coordinator", 1),
        ("trainer", 1),
        ("observer", 1),
    ]


def test_several_parts_of_one_person_are_one_row(page, session, trainer):
    session.programme.team.create(user=trainer, role="coordinator")
    (row,) = [row for row in page().context["rows"] if row["person"] == trainer]
    assert [one["label"] for one in row["roles"]] == ["Coordinator", "Trainer"]
    assert page().context["total"] == 2


def test_more_sessions_than_fit_are_counted(page, session, trainer, programme):
    for number in range(4):
        named_for(SessionFactory(programme=programme, code=f"TOT-LTR-0{number}", starts_on=session.starts_on), trainer)
    (row,) = [row for row in page().context["rows"] if row["person"] == trainer]
    sees = row["roles"][0]["sees"]
    assert (len(sees["codes"]), sees["words"]) == (2, "and 3 more")


def test_the_filters_show_one_part(page, session, trainer, observer):
    assert [row["person"] for row in page("?role=observer").context["rows"]] == [observer]
    assert page("?role=owner").status_code == 404


def test_officers_and_people_of_other_programmes_are_not_there(page, officer, session):
    stranger = UserFactory(full_name="Stranger of elsewhere")
    ProgrammeFactory(coordinators=[stranger]).team.create(user=UserFactory(full_name="Other Observer"), role="observer")
    text = page().text
    for name in ("Sabina", "Stranger of elsewhere", "Other Observer"):
        assert name not in text


def test_what_should_be_looked_at(page, session, trainer, observer, coordinator):
    with_code(coordinator)
    User.objects.filter(pk=observer.pk).update(last_login=timezone.now() - timedelta(days=100))
    look_at = page().context["look_at"]
    assert look_at["bare"] == [trainer]
    assert [(one["person"], one["days"]) for one in look_at["away"]] == [(observer, 100)]


@pytest.mark.parametrize(
    "path",
    [
        "/admin/people/",
        PEOPLE,
        PEOPLE + "{pk}/",
        PEOPLE + "{pk}/remove/",
        PEOPLE + "{pk}/remind/",
        PEOPLE + "invitations/{invitation}/again/",
        PEOPLE + "invitations/{invitation}/take-back/",
    ],
)
@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "outsider", "administrator", "foreign"])
def test_for_everybody_else_nothing_is_there(request, signed_in, session, coordinator, observer, path, who):
    invitation = inviting.invite(session.programme, "new@example.org", "trainer", by=coordinator)
    foreign = who == "foreign"
    user = UserFactory() if foreign else request.getfixturevalue(who)
    if foreign:
        ProgrammeFactory(coordinators=[user])
    client = signed_in(user)
    address = path.format(pk=observer.pk, invitation=invitation.pk)
    if not (foreign and path == "/admin/people/"):
        assert client.get(address).status_code in (404, 405) if "POST" not in path else True
        assert client.post(address, {"why": "left", "roles": "trainer"}).status_code in (404, 405)
    assert session.programme.team.filter(user=observer).exists()
    invitation.refresh_from_db()
    assert (invitation.letters, invitation.revoked_at) == (1, None)


def test_a_person_or_invitation_of_another_programme_is_not_there(signed_in, programme, coordinator):
    theirs = UserFactory()
    other = ProgrammeFactory(coordinators=[theirs])
    foreign = inviting.invite(other, "new@example.org", "trainer", by=theirs)
    client = signed_in(coordinator)
    for address in (f"{theirs.pk}/", f"{theirs.pk}/remove/"):
        assert client.get(PEOPLE + address).status_code == 404
    for address in (f"invitations/{foreign.pk}/again/", f"invitations/{foreign.pk}/take-back/", f"{theirs.pk}/remind/"):
        assert client.post(PEOPLE + address).status_code == 404
    assert client.get(PEOPLE + "99999999999999999999999/").status_code == 404


@pytest.mark.parametrize("part", ["again/", "take-back/"])
def test_changes_are_posts(signed_in, programme, coordinator, part):
    invitation = inviting.invite(programme, "new@example.org", "trainer", by=coordinator)
    assert signed_in(coordinator).get(f"{PEOPLE}invitations/{invitation.pk}/{part}").status_code == 405


def test_the_form_invites_and_the_list_shows_it(signed_in, programme, coordinator):
    client = signed_in(coordinator)
    answer = client.post(PEOPLE, {"email": "Lamia@example.org", "roles": "observer"}, follow=True)
    assert "lamia@example.org is invited. The link works once and until" in answer.text
    (row,) = answer.context["invitations"]
    assert (row["invitation"].email, row["until"]) == ("lamia@example.org", "7 days left")
    assert "The letter waits for the mail server." in answer.text
    answer = client.post(PEOPLE, {"email": "lamia@example.org", "roles": "trainer"})
    assert "was invited by Nusrat Coordinator" in answer.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"email": "nobody", "roles": "trainer"}, "does not look like an e-mail"),
        ({"email": "", "roles": "trainer"}, "Write the e-mail address."),
        ({"email": "a@example.org", "roles": "administrator"}, "Choose what this person may do."),
        ({"email": "a@example.org"}, "Choose what this person may do."),
        ({"email": "a" * 300 + "@example.org", "roles": "trainer"}, "does not look like an e-mail"),
    ],
)
def test_what_cannot_be_invited_is_said_beside_its_field(signed_in, programme, coordinator, sent, sentence):
    assert sentence in signed_in(coordinator).post(PEOPLE, sent).text
    assert not Invitation.objects.exists()


def test_run_out_ones_are_shown_and_sent_again(page, signed_in, programme, coordinator):
    invitation = inviting.invite(
        programme, "new@example.org", "trainer", by=coordinator, now=timezone.now() - timedelta(days=8)
    )
    assert "ran out on" in page().text
    client = signed_in(coordinator)
    client.post(f"{PEOPLE}invitations/{invitation.pk}/again/")
    invitation.refresh_from_db()
    assert invitation.letters == 2
    client.post(f"{PEOPLE}invitations/{invitation.pk}/take-back/")
    assert not programme.invitations.open().exists()


# Changing parts


def test_a_part_is_added_at_once(signed_in, session, trainer, coordinator):
    answer = signed_in(coordinator).post(f"{PEOPLE}{trainer.pk}/", {"roles": ["trainer", "coordinator"]})
    assert answer.headers["Location"] == PEOPLE
    assert session.programme.team.filter(user=trainer).count() == 2


def test_what_is_lost_is_told_before_it_is_taken(signed_in, programme, coordinator, colleague):
    planned = SessionFactory(programme=programme, code="TOT-NXT-01", state="scheduled")
    named_for(planned, colleague)
    client = signed_in(coordinator)
    told = client.post(f"{PEOPLE}{colleague.pk}/", {"roles": ["coordinator"]})
    assert told.status_code == 200
    assert "TOT-NXT-01" in told.text
    assert programme.team.filter(user=colleague, role="trainer").exists()
    client.post(f"{PEOPLE}{colleague.pk}/", {"roles": ["coordinator"], "confirmed": "yes"})
    assert not programme.team.filter(user=colleague, role="trainer").exists()
    assert not planned.trainers.exists()


def test_what_stands_in_the_way_is_said_with_its_link(signed_in, session, trainer, coordinator):
    told = signed_in(coordinator).get(f"{PEOPLE}{trainer.pk}/remove/")
    assert f"Rafiqul Trainer leads {session.code}" in told.text
    assert f"/admin/trainings/trainingsession/{session.pk}/change/" in told.text
    assert "Remove this access" not in told.text
    signed_in(coordinator).post(f"{PEOPLE}{trainer.pk}/remove/", {"why": "left"})
    assert session.programme.team.filter(user=trainer).exists()


@pytest.mark.parametrize("roles", [[], ["observer", "trainer"], ["owner"]])
def test_roles_that_do_not_go_together_are_refused(signed_in, programme, coordinator, observer, roles):
    answer = signed_in(coordinator).post(f"{PEOPLE}{observer.pk}/", {"roles": roles})
    assert answer.status_code == 200
    assert list(programme.team.filter(user=observer).values_list("role", flat=True)) == ["observer"]


def test_the_own_coordination_is_given_up_after_a_warning_only(signed_in, programme, coordinator, colleague):
    client = signed_in(coordinator)
    told = client.post(f"{PEOPLE}{coordinator.pk}/", {"roles": ["observer"]})
    assert "This is your own coordination." in told.text
    assert programme.team.filter(user=coordinator, role="coordinator").exists()
    answer = client.post(f"{PEOPLE}{coordinator.pk}/", {"roles": ["observer"], "confirmed": "yes"})
    assert answer.headers["Location"] == "/reports/"
    assert client.get(PEOPLE).status_code == 404


def test_the_last_coordinator_is_told_and_stays(signed_in, programme, coordinator):
    client = signed_in(coordinator)
    told = client.get(f"{PEOPLE}{coordinator.pk}/remove/")
    assert "is the last coordinator of this programme" in told.text
    assert "Remove this access" not in told.text
    client.post(f"{PEOPLE}{coordinator.pk}/remove/", {"why": "left"})
    client.post(f"{PEOPLE}{coordinator.pk}/", {"roles": ["trainer"], "confirmed": "yes"})
    assert programme.team.filter(user=coordinator, role="coordinator").exists()
    assert client.get("/admin/").status_code == 200


def test_removing_says_what_it_means_and_does_it(client, signed_in, programme, coordinator, observer):
    client.post("/accounts/login/", {"login": observer.email, "password": PASSWORD})
    client.cookies.clear()
    client = signed_in(coordinator)
    told = client.get(f"{PEOPLE}{observer.pk}/remove/")
    assert "Remove access of Observer?" in told.text
    assert "1 device · last signed in: today" in told.text
    assert "Say why" in client.post(f"{PEOPLE}{observer.pk}/remove/", {}).text
    answer = client.post(f"{PEOPLE}{observer.pk}/remove/", {"why": "left"}, follow=True)
    assert "Observer has no access to this programme any more." in answer.text
    assert not programme.team.filter(user=observer).exists()
    assert client.post(f"{PEOPLE}{observer.pk}/remove/", {"why": "left"}).status_code == 404


def test_a_reminder_is_a_letter(signed_in, session, trainer, coordinator):
    client = signed_in(coordinator)
    assert "is on its way" in client.post(f"{PEOPLE}{trainer.pk}/remind/", follow=True).text
    assert Job.objects.get().kind == "programmes.second_step_reminder"
    assert "within the last day" in client.post(f"{PEOPLE}{trainer.pk}/remind/", follow=True).text


def test_the_team_is_no_longer_edited_on_the_programme(signed_in, programme, coordinator):
    page = signed_in(coordinator).get(f"/admin/programmes/programme/{programme.pk}/change/").text
    assert "team-TOTAL_FORMS" not in page
    assert PEOPLE in signed_in(coordinator).get(f"/admin/programme/{programme.code}/").text


def test_the_page_costs_the_same_with_one_and_with_many(signed_in, session, programme, coordinator, trainer):
    client = signed_in(coordinator)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PEOPLE).status_code == 200
        return len(queries)

    client.get(PEOPLE)
    inviting.invite(programme, "first@example.org", "trainer", by=coordinator)
    before = cost()
    for number in range(3):
        more = UserFactory()
        named_for(session, more)
        with_code(more)
        programme.team.create(user=UserFactory(), role="observer")
        inviting.invite(programme, f"new{number}@example.org", "trainer", by=coordinator)
    assert cost() == before
