"""A row whose number another programme holds waits, whatever name stands in it, and tells nothing of the record."""

import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.duplicates import search_keys
from participants.held_elsewhere import lookup_limits
from participants.models import FormerNumber, Merge, NumberMatch, Officer, RowDecision
from participants.roster.base.problems import problem
from participants.roster_import.preview import plan, sexes
from participants.roster_import.preview_rows import shown_rows
from tests.factories import OfficerFactory, ProgrammeFactory, RankFactory, UnitFactory, UserFactory
from tests.trainings.rosters.building import apply, codes, decide_all, outcomes, previewed, roster_file, row
from trainings.enrolment.nominations import Quota, set_quotas
from trainings.models import Enrolment, OfficerRequest
from trainings.rosters import importing
from trainings.rosters.cell_edits import edit_cell
from trainings.rosters.decisions import decide, decide_many

NUMBER, FORMER = "9900600007", "9900600099"
SECRETS = ("Shapla", "শাপলা", "1899888777", "secret@example.org", "2001-02-03", "Superintendent", "President's medal")
NAMES = ["Habib Shapla Rahman", "Habib Rahman", "Habib", "Rokeya Khatun", "হাবিব শাপলা রহমান"]


@pytest.fixture
def other_coordinator(db):
    return UserFactory(email="other@example.org")


@pytest.fixture
def theirs(other_coordinator):
    """An officer of whom every field says something else than the row does."""
    officer = OfficerFactory(
        programme=ProgrammeFactory(coordinators=[other_coordinator], short_title_en="Border guards"),
        service_number=NUMBER,
        name_en="Habib Shapla Rahman",
        name_bn="হাবিব শাপলা রহমান",
        sex="female",
        rank=RankFactory(code="SP", order=3, name_en="Superintendent"),
        mobile="+8801899888777",
        email="secret@example.org",
        joined_on="2001-02-03",
        honours="President's medal",
    )
    merge = Merge.objects.create(
        kept=officer, absorbed_id=10**6, absorbed_record={}, kept_before={}, kept_after={}, merged_by=other_coordinator,
        merged_at="2026-01-01T00:00Z",
    )  # fmt: skip
    FormerNumber.objects.create(officer=officer, force=officer.force, service_number=FORMER, merge=merge)
    return officer


def him(name="Habib Rahman", **fields):
    return row(7, **{"number": NUMBER, "name": name, "sex": "", **fields})


def everything_told(roster, name=""):
    rows = list(roster.rows.all())
    stored = [(one.values, one.changes, one.problems, one.officer_id, one.alike_id, one.effects) for one in rows]
    told = repr((stored, shown_rows(rows, is_open=True), sexes(roster)))
    return told.replace(name, "") if name else told


def leaked(told, name=""):
    """The secrets of the record that stand in a text, without what the list itself said."""
    return [secret for secret in SECRETS if secret in told.replace(name or "\0", "")]


class TestTheRoster:
    @pytest.mark.parametrize("number", [NUMBER, FORMER, "বিপি ৯৯০০৬০০০০৭"])
    @pytest.mark.parametrize("name", NAMES)
    def test_the_row_waits_with_one_sentence_whatever_the_name(self, session, coordinator, theirs, name, number):
        roster = previewed(session, him(name, number=number), by=coordinator)
        assert outcomes(roster) == ["review"]
        assert codes(roster, 2) - {"BN_DIGITS", "BP_PREFIX_BN"} == {"HELD_ELSEWHERE"}
        found = roster.rows.get()
        assert (found.officer_id, found.alike_id, found.changes, found.is_held) == (None, None, [], True)
        assert leaked(everything_told(roster), name) == []
        assert sexes(roster)["not_recorded"] == 1

    def test_every_name_is_told_the_same(self, session, coordinator, theirs):
        roster = previewed(session, *[him(name, number=NUMBER) for name in NAMES[:1]], by=coordinator)
        first = [told for told in roster.rows.get().problems if told["severity"] != "note"]
        other = previewed(session, him("Rokeya Khatun"), by=coordinator)
        assert first == [told for told in other.rows.get().problems if told["severity"] != "note"]

    def test_the_same_row_tells_who_holds_the_record_all(self, session, coordinator, theirs):
        theirs.programme = session.phase.programme
        theirs.save()
        roster = previewed(session, him(), by=coordinator)
        assert outcomes(roster) == ["change"]
        assert "1899888777" in everything_told(roster)

    @pytest.mark.parametrize("name", NAMES)
    def test_no_page_tells(self, signed_in, session, coordinator, theirs, name):
        roster = previewed(session, him(name), row(3), by=coordinator)
        client, here = signed_in(coordinator), [session.code, roster.public_id]
        pages = [
            client.get(reverse("sessions:roster", args=here)),
            client.get(reverse("sessions:roster", args=here), {"rows": "review", "kind": "elsewhere"}),
            client.post(reverse("sessions:find_rows", args=here), {"words": NUMBER}),
            client.get(reverse("sessions:cell", args=[*here, 2, "name"]), headers={"HX-Request": "true"}),
            client.get(f"/admin/officers/{theirs.pk}/"),
            client.get(f"/admin/participants/officer/{theirs.pk}/change/"),
        ]
        told = "".join(page.content.decode() for page in pages)
        assert "Another programme holds this service number" in told
        assert leaked(told, name) == []
        assert f"officers/{theirs.pk}/" not in "".join(page.content.decode() for page in pages[:4])
        assert {page.status_code for page in pages[-2:]} <= {302, 404}

    def test_the_workbook_that_goes_back_tells_no_more(self, session, coordinator, theirs):
        roster = apply(previewed(session, him(), row(3), by=coordinator), by=coordinator)
        cells = [cell.value for line in load_workbook(io.BytesIO(roster.returned.read())).active for cell in line]
        told = " ".join(str(cell) for cell in cells if cell)
        assert "Another programme holds this service number" in told
        assert leaked(told) == []

    @pytest.mark.parametrize("name", NAMES)
    def test_the_command_tells_no_more(self, session, coordinator, theirs, name, tmp_path, capsys):
        path = tmp_path / "list.csv"
        path.write_bytes(roster_file(him(name), row(3)).read())
        call_command("import_roster", path, session=session.code, by=coordinator.email, json=True)
        said = capsys.readouterr().out
        rows = json.loads(said)["rows"]
        assert [(one["outcome"], one["applied"]) for one in rows] == [("review", False), ("new", True)]
        assert leaked(said, name) == []
        assert OfficerRequest.objects.get().officer == theirs

    def test_a_cell_edited_in_the_preview_tells_no_more(self, session, coordinator, theirs):
        roster = previewed(session, row(3), by=coordinator)
        edit_cell(roster, 2, "service_number", NUMBER, by=coordinator)
        for name in ("Habib Shapla Rahman", "Rokeya Khatun"):
            edit_cell(roster, 2, "name", name, by=coordinator)
            assert codes(roster, 2) == {"HELD_ELSEWHERE"}
            assert leaked(everything_told(roster), name) == []
        edit_cell(roster, 2, "service_number", "9900600123", by=coordinator)
        assert (outcomes(roster), roster.rows.get().is_held) == (["new"], False)

    def test_nobody_takes_the_row_one_by_one_or_with_others(self, session, coordinator, theirs):
        roster = previewed(session, him(), by=coordinator)
        for decision in (RowDecision.TAKE, RowDecision.SAME):
            with pytest.raises(Refused, match="Another programme holds"):
                decide(roster, 2, decision, by=coordinator)
            decided = decide_many(roster, roster.rows.all(), decision, by=coordinator)
            assert (decided.done, decided.one_by_one, list(decided.refused.values())) == (0, (), [[2]])
            assert "Another programme holds" in str(decided.refused)
        UserFactory()
        decide_all(roster, RowDecision.LEAVE, by=coordinator)

    def test_the_preview_offers_to_ask_for_the_officer_and_nothing_else(self, session, coordinator, theirs):
        roster = previewed(session, him(), row(3, rank="Inspecter"), by=coordinator)
        held, other = shown_rows(roster.rows.order_by("number"), is_open=True)
        assert (held.can_be_asked_for, held.can_take, held.can_be_same) == (True, False, False)
        assert (other.can_be_asked_for, other.can_take) == (False, True)

    def test_it_is_nobody_of_ours_even_if_the_row_resembles_one(self, session, programme, coordinator, theirs):
        roster = previewed(session, him(), by=coordinator)
        ours = OfficerFactory(programme=programme)
        found = roster.rows.get()
        alike = problem("OFFICER_ALIKE", "name", old=ours.name, number=ours.service_number, reasons="")
        found.alike, found.problems = ours, [*found.problems, alike.as_json()]
        found.save()
        [row_shown] = shown_rows([found], is_open=True)
        assert not row_shown.can_be_same
        found.is_held = False
        [row_shown] = shown_rows([found], is_open=True)
        assert row_shown.can_be_same

    def test_a_number_that_came_on_record_elsewhere_since_the_preview_waits_too(self, session, coordinator, theirs):
        Officer.objects.filter(pk=theirs.pk).update(service_number="9900600555")
        roster = previewed(session, him(unit="Moon base"), by=coordinator)
        decide(roster, 2, RowDecision.TAKE, by=coordinator)
        Officer.objects.filter(pk=theirs.pk).update(service_number=NUMBER)
        apply(roster, by=coordinator)
        assert outcomes(roster) == ["review"]
        assert codes(roster, 2) >= {"HELD_ELSEWHERE"}
        assert not Enrolment.objects.exists()
        assert leaked(everything_told(roster)) == []

    def test_a_quota_foresees_nothing_of_such_an_officer(self, session, coordinator, theirs):
        near, far = theirs.unit, UnitFactory(code="DP-4041", name_en="Jashore District Police", name_bn="যশোর জেলা পুলিশ")
        theirs.unit = far
        theirs.save()
        session.state, session.capacity = "scheduled", 3
        session.save()
        set_quotas(session, [Quota(near, 3), Quota(far, 0)], women_share=0, due_on=None, send_to="", by=coordinator)
        roster = importing.upload(session, roster_file(him(unit="")), by=coordinator, nominating_unit=near)
        run_now(roster.reading)
        assert codes(roster, 2) == {"HELD_ELSEWHERE"}

    def test_applied_the_record_stays_as_it_is_and_nobody_is_enrolled(self, session, coordinator, theirs):
        before = Officer.objects.filter(pk=theirs.pk).values().get()
        roster = apply(previewed(session, him(), by=coordinator), by=coordinator)
        assert Officer.objects.filter(pk=theirs.pk).values().get() == before
        assert not Enrolment.objects.exists()
        assert (roster.state, roster.rows.get().decision) == ("applied", "ask")
        assert theirs.history.count() == 1

    def test_left_out_or_no_participant_nobody_is_asked(self, session, coordinator, theirs):
        roster = previewed(session, him(), row(3), by=coordinator)
        decide(roster, 2, RowDecision.LEAVE, by=coordinator)
        apply(roster, by=coordinator)
        apply(previewed(session, him(role="Driver"), row(4), by=coordinator), by=coordinator)
        assert not OfficerRequest.objects.exists()

    def test_the_preview_counts_them_apart(self, session, coordinator, theirs):
        found = plan(previewed(session, him(), row(3, rank="Inspecter"), row(4), by=coordinator))
        assert (found.held, found.open, found.ready) == (1, 1, 1)


@pytest.mark.parametrize(("kind", "most"), [("list", 200), ("single", 10)])
def test_a_list_may_meet_two_hundred_such_numbers_a_day_and_forms_ten(coordinator, programme, theirs, kind, most):
    NumberMatch.objects.bulk_create(
        NumberMatch(by=coordinator, programme=programme, record=10**6 + n, kind=kind, day=timezone.localdate())
        for n in range(most - 1)
    )
    assert lookup_limits.remaining_today(coordinator, kind) == 1
    met = lookup_limits.count_matches(coordinator, [theirs.pk, 10**7], programme=programme, kind=kind)
    assert met == {theirs.pk}


class TestTheLimit:
    @pytest.fixture(autouse=True)
    def _few(self, monkeypatch):
        monkeypatch.setattr(lookup_limits, "DAILY_LIMITS", {"list": 2, "single": 1})

    @pytest.fixture
    def many(self, theirs):
        return [OfficerFactory(programme=theirs.programme, service_number=str(9900611000 + n)) for n in range(4)]

    def test_beyond_it_no_row_is_looked_up_neither_held_nor_new(self, session, coordinator, many):
        rows = [row(20 + n, number=officer.service_number) for n, officer in enumerate(many)]
        roster = previewed(session, *rows, row(1), by=coordinator)
        assert outcomes(roster) == ["review", "review", "rejected", "rejected", "rejected"]
        assert codes(roster, 5) == codes(roster, 6) == {"NOT_LOOKED_UP"}

    def test_the_first_row_that_is_not_looked_up_tells_nothing_either(self, session, coordinator, many):
        rows = [row(20 + n, number=officer.service_number) for n, officer in enumerate(many[:3])]
        roster = previewed(session, *rows[:2], row(1), rows[2], row(2), by=coordinator)
        assert outcomes(roster) == ["review", "review", "rejected", "rejected", "rejected"]

    def test_the_next_list_of_the_day_is_not_looked_up_but_for_own_officers(
        self, session, programme, coordinator, many
    ):
        rows = [row(20 + n, number=officer.service_number) for n, officer in enumerate(many[:2])]
        previewed(session, *rows, by=coordinator)
        OfficerFactory(programme=programme, service_number="9900600001", name_en="Officer Number Belal")
        roster = previewed(session, row(1), row(2), row(9, number=many[3].service_number), by=coordinator)
        assert outcomes(roster)[1:] == ["rejected", "rejected"]
        assert outcomes(roster)[0] in ("match", "change")

    def test_who_was_met_today_does_not_count_twice(self, session, coordinator, many):
        previewed(session, row(20, number=many[0].service_number), by=coordinator)
        previewed(session, row(21, number=many[0].service_number), row(3), by=coordinator)
        assert NumberMatch.objects.count() == 1

    def test_numbers_typed_one_at_a_time_have_a_limit_of_their_own(self, session, coordinator, many):
        roster = previewed(session, row(1), by=coordinator)
        edit_cell(roster, 2, "service_number", many[0].service_number, by=coordinator)
        assert codes(roster, 2) == {"HELD_ELSEWHERE"}
        edit_cell(roster, 2, "service_number", many[1].service_number, by=coordinator)
        assert codes(roster, 2) == {"NOT_LOOKED_UP"}
        edit_cell(roster, 2, "service_number", "9900600444", by=coordinator)
        assert codes(roster, 2) == {"NOT_LOOKED_UP"}

    def test_a_row_that_was_not_looked_up_is_not_by_a_change_of_another_cell(self, session, coordinator, many):
        rows = [row(20 + n, number=officer.service_number) for n, officer in enumerate(many)]
        roster = previewed(session, *rows, row(1), by=coordinator)
        told = list(roster.rows.filter(number__gte=4).values_list("problems", flat=True))
        for number in (2, 4, 5, 6):
            edit_cell(roster, number, "designation", "Trainer", by=coordinator)
        assert outcomes(roster) == ["review", "review", "rejected", "rejected", "rejected"]
        assert list(roster.rows.filter(number__gte=4).values_list("problems", flat=True)) == told
        assert NumberMatch.objects.count() == 2
        edit_cell(roster, 4, "service_number", many[2].service_number, by=coordinator)
        edit_cell(roster, 6, "service_number", "9900600444", by=coordinator)
        edit_cell(roster, 6, "designation", "Driver", by=coordinator)
        assert (codes(roster, 4), codes(roster, 6)) == ({"HELD_ELSEWHERE"}, {"NOT_LOOKED_UP"})

    def test_beyond_it_no_likeness_to_an_own_officer_tells_a_number_on_record_from_an_unknown_one(
        self, session, programme, coordinator, many
    ):
        own = OfficerFactory(
            programme=programme, service_number="9700512345", name_en="Rezaul Talukder", email="r@example.org"
        )
        search_keys.index([own])
        rows = [row(20 + n, number=officer.service_number) for n, officer in enumerate(many[:2])]
        namesakes = [
            row(30, name="Rezaul Talukder", number=number) for number in (many[3].service_number, "9900600444")
        ]
        roster = previewed(session, *rows, row(1), *namesakes, by=coordinator)
        assert codes(roster, 5) == codes(roster, 6) == {"NOT_LOOKED_UP"}
        edited = previewed(session, row(2), row(3, name="Rezaul Talukder"), by=coordinator, name="second.csv")
        for number in (many[2].service_number, many[3].service_number, "9900600445"):
            edit_cell(edited, 3, "service_number", number, by=coordinator)
        told = []
        for number in (many[3].service_number, "9900600446"):
            edit_cell(edited, 3, "service_number", number, by=coordinator)
            told.append(codes(edited, 3))
        assert told[0] == told[1] == {"NOT_LOOKED_UP"}

    def test_a_number_that_came_on_record_elsewhere_is_not_met_by_a_change_of_another_cell(
        self, session, coordinator, theirs
    ):
        roster = previewed(session, row(1, number="9900600555"), by=coordinator)
        OfficerFactory(programme=theirs.programme, service_number="9900600555")
        edit_cell(roster, 2, "designation", "Trainer", by=coordinator)
        assert (outcomes(roster), NumberMatch.objects.count()) == (["new"], 0)

    def test_it_is_audited_without_a_number_and_shown_to_who_holds_the_records(
        self, session, coordinator, theirs, many
    ):
        previewed(session, *[row(20 + n, number=one.service_number) for n, one in enumerate(many)], by=coordinator)
        holder = theirs.programme.team.get().user
        met = AuditEntry.objects.filter(verb="officers.met_elsewhere")
        assert met.visible_to(coordinator).get().details == {"kind": "list"}
        entry = met.visible_to(holder).get()
        assert (entry.details["officers"], entry.actor) == ([one.pk for one in many[:2]], coordinator)
        [(asking, _day, count)] = lookup_limits.matches_of(holder, since="2020-01-01")
        assert (asking, count) == (session.phase.programme_id, 2)
        assert lookup_limits.matches_of(coordinator, since="2020-01-01") == []
