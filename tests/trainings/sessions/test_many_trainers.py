"""Where a programme has many trainers they are written, not chosen from a list in each line."""

import pytest

from tests import factories
from trainings.models import SessionTrainer
from trainings.sessions import trainer_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def helper(programme):
    user = factories.UserFactory(full_name="Sharmin Helper", email="sharmin.helper@example.org")
    programme.team.create(user=user, role="trainer")
    return user


@pytest.fixture
def sent(session, coordinator, signed_in, monkeypatch):
    """Returns a function that sends the form of the session with this trainer in its second line."""
    monkeypatch.setattr("trainings.admin.MOST_TO_UNFOLD", 0)
    client, first = signed_in(coordinator), session.trainers.get()

    def send(written, **more):
        fields = ("starts_on", "ends_on", "venue_en", "venue_bn", "capacity", "title_en", "title_bn")
        page = {name: getattr(session, name) for name in fields}
        page |= {"phase": session.phase_id, "course": session.course_id, "place": session.place_id}
        page |= {"trainers-TOTAL_FORMS": "2", "trainers-INITIAL_FORMS": "1", "trainers-0-id": first.pk}
        page |= {"trainers-0-session": session.pk, "trainers-0-user": called(first.user), "trainers-0-role": "lead"}
        page |= {"trainers-1-session": session.pk, "trainers-1-user": written, "trainers-1-role": "co_trainer"}
        return client.post(f"/admin/trainings/trainingsession/{session.pk}/change/", page | more)

    return send


def called(user):
    return f"{user.full_name} ({user.email})"


@pytest.mark.parametrize(
    "written", ["Sharmin Helper (sharmin.helper@example.org)", " sharmin  HELPER", "Sharmin.Helper@example.org"]
)
def test_a_trainer_is_found_as_offered_by_name_or_by_address(sent, session, helper, written):
    assert sent(written).status_code == 302
    assert SessionTrainer.objects.get(session=session, role="co_trainer").user == helper


def test_a_name_that_two_people_have_is_asked_for_more_exactly(sent, session, programme, helper):
    programme.team.create(user=factories.UserFactory(full_name="Sharmin Helper"), role="trainer")
    answer = sent("Sharmin Helper")
    assert "Write the name as it is offered" in answer.text
    assert 'value="Sharmin Helper"' in answer.text
    assert sent(called(helper)).status_code == 302


def test_nobody_else_can_be_written(sent, session, helper, observer, outsider):
    for nobody in (called(observer), outsider.email, str(outsider.pk), "x"):
        assert "Write the name as it is offered" in sent(nobody).text, nobody
    assert session.trainers.count() == 1


def test_an_empty_line_is_left_out_and_a_line_is_changed(sent, session, helper):
    assert sent("").status_code == 302
    assert session.trainers.count() == 1
    assert sent("", **{"trainers-0-user": called(helper)}).status_code == 302
    assert session.trainers.get().user == helper


def test_the_names_stand_once_on_the_page_and_need_no_script(signed_in, session, coordinator, helper, monkeypatch):
    monkeypatch.setattr("trainings.admin.MOST_TO_UNFOLD", 0)
    text = signed_in(coordinator).get(f"/admin/trainings/trainingsession/{session.pk}/change/").text
    assert text.count(f'<option value="{called(helper)}">') == 1
    assert text.count(f'list="{trainer_field.OFFERED}"') == 3
    assert f'value="{called(session.trainers.get().user)}"' in text


@pytest.mark.parametrize("number", [1, 3])
def test_more_trainers_cost_no_more_queries(
    signed_in, session, coordinator, programme, monkeypatch, django_assert_num_queries, number
):
    monkeypatch.setattr("trainings.admin.MOST_TO_UNFOLD", 0)
    for _n in range(number):
        factories.named_for(session, factories.UserFactory())
    client = signed_in(coordinator)
    with django_assert_num_queries(22):
        client.get(f"/admin/trainings/trainingsession/{session.pk}/change/")
