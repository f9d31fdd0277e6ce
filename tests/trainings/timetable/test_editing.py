"""Who changes a timetable, when, and what moves along."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import ProgrammeFactory, SessionFactory, UserFactory
from tests.reports.threads import module
from tests.trainings.conftest import at
from tests.trainings.timetable.conftest import clock, facts, line, shown
from trainings.attendance.marking import mark_column
from trainings.models import Half, SessionTrainer, Slot
from trainings.timetable import editing


def test_a_new_line_makes_room_for_itself(morning, days, coordinator):
    editing.add(days[0], facts("11:00", 30, title="Film"), by=coordinator)
    assert shown(days[0]) == [
        "09:00-09:30 Opening",
        "09:30-11:00 Trust",
        "11:00-11:30 Film",
        "11:30-11:45 Tea",
        "11:45-12:45 Practice",
        "14:00-15:00 Cases",
    ]


def test_later_lines_of_the_half_day_move_along_and_keep_their_length(morning, days, trainer, trust):
    editing.change(morning["Trust"], facts("09:30", 110, kind="module", title="Trust", module=trust.pk), by=trainer)
    assert shown(days[0])[1:] == [
        "09:30-11:20 Trust",
        "11:20-11:35 Tea",
        "11:35-12:35 Practice",
        "14:00-15:00 Cases",
    ]


def test_what_comes_after_a_line_that_is_taken_out_closes_up(morning, days, coordinator):
    editing.take_out(morning["Trust"], by=coordinator)
    assert shown(days[0]) == [
        "09:00-09:30 Opening",
        "09:30-09:45 Tea",
        "09:45-10:45 Practice",
        "14:00-15:00 Cases",
    ]


def test_a_line_moves_one_place_up_and_down(morning, days, coordinator):
    editing.move(morning["Tea"], down=False, by=coordinator)
    assert shown(days[0])[1:3] == ["09:30-09:45 Tea", "09:45-11:15 Trust"]
    editing.move(Slot.objects.get(title_en="Tea"), down=True, by=coordinator)
    assert shown(days[0])[1:3] == ["09:30-11:00 Trust", "11:00-11:15 Tea"]


def test_the_first_stays_first_and_nothing_is_recorded(morning, days, coordinator):
    before = shown(days[0])
    editing.move(morning["Opening"], down=False, by=coordinator)
    editing.move(morning["Cases"], down=True, by=coordinator)
    assert shown(days[0]) == before
    assert not AuditEntry.objects.filter(verb="slot.moved").exists()


def test_a_line_is_put_before_another_one_or_at_the_end(morning, days, coordinator):
    editing.place(morning["Practice"], before=morning["Opening"], by=coordinator)
    assert [row.split(" ")[1] for row in shown(days[0])] == ["Practice", "Opening", "Trust", "Tea", "Cases"]
    editing.place(Slot.objects.get(title_en="Practice"), before=None, by=coordinator)
    assert [row.split(" ")[1] for row in shown(days[0])] == ["Opening", "Trust", "Tea", "Cases", "Practice"]


def test_nothing_lasts_until_after_midnight(morning, days, coordinator):
    late = line(days[0], "22:30", "23:30", "Night watch")
    with pytest.raises(Refused, match="This line would last until after midnight"):
        editing.add(days[0], facts("23:30", 30), by=coordinator)
    evening = editing.change(morning["Cases"], facts("21:00", 10), by=coordinator)
    with pytest.raises(Refused, match="“Night watch” would last until after midnight"):
        editing.change(evening, facts("21:00", 120), by=coordinator)
    late.refresh_from_db()
    assert late.starts_at == clock("22:30")


def test_a_module_line_has_the_titles_of_its_module_unless_it_says_otherwise(planned, days, trust, coordinator):
    slot = editing.add(days[1], facts("09:00", 60, kind="module", title="", module=trust.pk), by=coordinator)
    assert (slot.title_en, slot.title_bn) == ("Building trust", "আস্থা গড়া")
    pause = editing.add(days[1], facts("10:00", 15, kind="break", title=""), by=coordinator)
    assert (pause.title_en, pause.title_bn) == ("Break", "বিরতি")


def test_a_line_without_words_is_refused(planned, days, coordinator):
    with pytest.raises(Refused, match="Write what happens then"):
        editing.add(days[0], facts("09:00", 30, title="  "), by=coordinator)


def test_a_module_that_the_session_does_not_use_is_refused(planned, days, coordinator):
    strange = module(code="OTHER")
    for pk in (strange.pk, None, 99_999):
        with pytest.raises(Refused, match="does not use this module"):
            editing.add(days[0], facts("09:00", 30, kind="module", module=pk), by=coordinator)


def test_a_line_keeps_a_module_that_the_session_uses_no_longer(planned, days, coordinator):
    strange = module(code="OTHER")
    slot = line(days[0], "09:00", "10:00", "Other", module=strange)
    editing.change(slot, facts("09:00", 30, kind="module", module=strange.pk), by=coordinator)
    assert shown(days[0]) == ["09:00-09:30 Talk"]


def test_only_a_trainer_of_the_session_teaches_a_line(planned, days, coordinator, trainer):
    own = planned.trainers.get(user=trainer)
    assert editing.add(days[0], facts("09:00", 30, trainer=own.pk), by=coordinator).trainer == own
    elsewhere = SessionFactory(programme=planned.programme, led_by=UserFactory()).trainers.get()
    with pytest.raises(Refused, match="not among the trainers"):
        editing.add(days[0], facts("10:00", 30, trainer=elsewhere.pk), by=coordinator)
    SessionTrainer.objects.filter(pk=own.pk).delete()
    assert Slot.objects.get(day=days[0]).trainer is None


@pytest.mark.parametrize("facts_of", [{"kind": "lunch"}, {"minutes": 0}, {"minutes": -30}])
def test_facts_that_no_form_sends_are_refused(planned, days, coordinator, facts_of):
    with pytest.raises(Refused):
        editing.add(days[0], facts("09:00", **{"minutes": 30, **facts_of}), by=coordinator)


def test_a_day_has_room_for_so_many_lines(planned, days, coordinator, monkeypatch):
    monkeypatch.setattr(editing, "MOST_SLOTS", 1)
    editing.add(days[0], facts("09:00", 30), by=coordinator)
    with pytest.raises(Refused, match="as many lines as fit"):
        editing.add(days[0], facts("10:00", 30), by=coordinator)


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_nothing_changes_once_the_session_is_closed_or_cancelled(morning, planned, days, coordinator, state):
    planned.state, planned.state_reason, planned.closed_at = state, "Why", at(23)
    planned.save()
    before = shown(days[0])
    for act in (
        lambda: editing.add(days[0], facts("16:00", 30), by=coordinator),
        lambda: editing.change(morning["Tea"], facts("11:00", 30), by=coordinator),
        lambda: editing.take_out(morning["Tea"], by=coordinator),
        lambda: editing.move(morning["Tea"], down=True, by=coordinator),
        lambda: editing.place(morning["Tea"], before=None, by=coordinator),
        lambda: editing.choose_halves(days[0], has_morning=True, has_afternoon=False, by=coordinator),
    ):
        with pytest.raises(Refused):
            act()
    assert shown(days[0]) == before


def test_what_was_taken_out_meanwhile_is_not_changed(morning, coordinator):
    editing.take_out(morning["Tea"], by=coordinator)
    gone = Slot(pk=morning["Opening"].pk + 100, day=morning["Opening"].day)
    for act in (
        lambda: editing.take_out(gone, by=coordinator),
        lambda: editing.move(gone, down=True, by=coordinator),
        lambda: editing.place(morning["Cases"], before=gone, by=coordinator),
    ):
        with pytest.raises(Refused, match="meanwhile"):
            act()


@pytest.mark.parametrize("who", ["co-trainer", "coordinator of another programme", "observer"])
def test_only_the_lead_trainer_and_coordinators_change_it(morning, planned, days, programme, who):
    user = UserFactory()
    if who == "co-trainer":
        programme.team.create(user=user, role="trainer")
        SessionTrainer.objects.create(session=planned, user=user, role="co_trainer")
    elif who == "observer":
        programme.team.create(user=user, role="observer")
    else:
        ProgrammeFactory(coordinators=[user])
    user.forget_roles()
    with pytest.raises(NotAllowed):
        editing.add(days[0], facts("16:00", 30), by=user)
    with pytest.raises(NotAllowed):
        editing.take_out(morning["Tea"], by=user)


def test_each_act_is_recorded(morning, days, coordinator):
    editing.add(days[1], facts("09:00", 30), by=coordinator)
    editing.change(morning["Tea"], facts("11:00", 20, kind="break", title="Tea"), by=coordinator)
    editing.move(morning["Opening"], down=True, by=coordinator)
    editing.take_out(morning["Cases"], by=coordinator)
    verbs = AuditEntry.objects.filter(actor=coordinator, verb__startswith="slot.").order_by("sequence")
    assert [entry.verb for entry in verbs] == ["slot.added", "slot.changed", "slot.moved", "slot.removed"]
    assert {entry.programme_id for entry in verbs} == {days[0].session.programme.pk}


def test_the_halves_of_a_day_are_chosen(days, trainer):
    editing.choose_halves(days[2], has_morning=True, has_afternoon=False, by=trainer)
    days[2].refresh_from_db()
    assert (days[2].has_morning, days[2].has_afternoon) == (True, False)
    assert AuditEntry.objects.filter(verb="session_day.changed").count() == 1
    editing.choose_halves(days[2], has_morning=True, has_afternoon=False, by=trainer)
    assert AuditEntry.objects.filter(verb="session_day.changed").count() == 1


def test_a_half_with_marks_stays_and_a_day_has_one(session, days, two, trainer):
    with pytest.raises(Refused, match="a morning, an afternoon or both"):
        editing.choose_halves(days[0], has_morning=False, has_afternoon=False, by=trainer)
    mark_column(session, days[0], Half.MORNING, "present", by=trainer, now=at(21, "14:10"))
    with pytest.raises(Refused, match="Attendance was taken"):
        editing.choose_halves(days[0], has_morning=False, has_afternoon=True, by=trainer)
