"""A number that another programme holds, typed into a form or standing in a table of the register."""

import io

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.held_elsewhere import lookup_limits
from participants.held_elsewhere.single_numbers import refuse_number_held_elsewhere
from participants.models import FormerNumber, Merge, NumberMatch, Officer
from participants.table_import import checking, import_jobs
from participants.table_import.bulk_writer import Incoming, OfficerWriter
from participants.table_import.officer_resource import OfficerResource
from tests.factories import (
    EnrolmentFactory,
    ForceFactory,
    OfficerFactory,
    ProgrammeFactory,
    RankFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
)
from tests.participants.table_import.conftest import table, take_in
from tests.participants.table_import.test_register_pages import checked

pytestmark = pytest.mark.django_db
NUMBER, FORMER = "9900600007", "9900600099"
SECRETS = ("Shapla", "শাপলা", "1899888777", "secret@example.org")
NAMES = ["Habib Shapla Rahman", "Habib", "Rokeya Khatun"]
ADD = "/admin/participants/officer/add/"


@pytest.fixture(autouse=True)
def _register(programme):
    RankFactory()
    UnitFactory()
    with translation.override("en"):
        yield


@pytest.fixture
def theirs(db):
    holder = UserFactory()
    officer = OfficerFactory(
        programme=ProgrammeFactory(coordinators=[holder]),
        service_number=NUMBER,
        name_en="Habib Shapla Rahman",
        name_bn="হাবিব শাপলা রহমান",
        mobile="+8801899888777",
        email="secret@example.org",
    )
    merge = Merge.objects.create(
        kept=officer, absorbed_id=10**6, absorbed_record={}, kept_before={}, kept_after={}, merged_by=holder,
        merged_at="2026-01-01T00:00Z",
    )  # fmt: skip
    FormerNumber.objects.create(officer=officer, force=officer.force, service_number=FORMER, merge=merge)
    return officer


def form(number, name="Rokeya Khatun", **sent):
    facts = {"force": ForceFactory().pk, "service_number": number, "name_en": name, "sex": ""}
    return facts | {"postings-TOTAL_FORMS": 0, "postings-INITIAL_FORMS": 0} | sent


def leaked(page, name):
    return [secret for secret in SECRETS if secret in page.replace(name, "")]


class TestTheForm:
    @pytest.mark.parametrize("number", [NUMBER, FORMER])
    @pytest.mark.parametrize("name", NAMES)
    def test_it_says_one_sentence_whatever_the_name(self, signed_in, coordinator, theirs, number, name):
        response = signed_in(coordinator).post(ADD, form(number, name))
        page = response.content.decode()
        assert response.status_code == 200
        assert "Another programme holds this service number" in page
        assert "on record already" not in page
        assert "merged" not in page
        assert leaked(page, name) == []
        assert Officer.objects.count() == 1

    def test_a_mobile_or_mail_of_a_hidden_officer_tells_nothing(self, signed_in, coordinator, theirs):
        sent = form("9900600123", mobile="+8801899888777", email="secret@example.org")
        assert signed_in(coordinator).post(ADD, sent).status_code == 302
        assert Officer.objects.count() == 2

    def test_an_own_officer_is_named_as_before(self, signed_in, coordinator, programme):
        OfficerFactory(programme=programme, service_number="9900600001")
        page = signed_in(coordinator).post(ADD, form("9900600001")).content.decode()
        assert "An officer with this service number is on record already." in page

    def test_an_own_officer_is_not_given_the_number_either(self, signed_in, coordinator, programme, theirs):
        own = OfficerFactory(programme=programme, name_en="Rokeya Khatun")
        path = f"/admin/participants/officer/{own.pk}/change/"
        page = signed_in(coordinator).post(path, form(NUMBER, name_bn=own.name_bn)).content.decode()
        assert "Another programme holds this service number" in page
        own.refresh_from_db()
        assert own.service_number != NUMBER

    def test_it_is_counted_audited_and_ends(self, signed_in, coordinator, theirs, monkeypatch):
        monkeypatch.setattr(lookup_limits, "DAILY_LIMITS", lookup_limits.DAILY_LIMITS | {"single": 1})
        client = signed_in(coordinator)
        client.post(ADD, form(NUMBER))
        page = AuditEntry.objects.filter(verb="officers.met_elsewhere").in_order()
        assert [entry.details.get("officers") for entry in page] == [None, [theirs.pk]]
        assert NumberMatch.objects.get().kind == "single"
        for number in (NUMBER, "9900600124"):
            assert "No other number is looked up before tomorrow" in client.post(ADD, form(number)).content.decode()
        assert Officer.objects.count() == 1

    def test_a_number_of_more_records_than_the_day_has_left_ends_it_too(self, coordinator, theirs, monkeypatch):
        monkeypatch.setattr(lookup_limits, "DAILY_LIMITS", lookup_limits.DAILY_LIMITS | {"single": 1})
        OfficerFactory(programme=theirs.programme, service_number=FORMER)
        with pytest.raises(Refused, match="No other number is looked up before tomorrow"):
            refuse_number_held_elsewhere(theirs.force, FORMER, by=coordinator)


class TestTheTable:
    ROW = ["9900600001", "Rahima Khatun", "রহিমা খাতুন", "Inspector", "Khulna District Police", "", "female", "", ""]

    @pytest.mark.parametrize("number", [NUMBER, FORMER])
    @pytest.mark.parametrize("name", NAMES)
    def test_the_row_stays_out_with_one_sentence(self, coordinator, programme, theirs, number, name):
        before = Officer.objects.filter(pk=theirs.pk).values().get()
        found = checked([number, name, *self.ROW[2:]], self.ROW, by=coordinator, programme=programme)
        assert (found.counts["new"], found.counts["left_out"]) == (1, 1)
        back = " ".join(
            str(cell.value) for line in load_workbook(io.BytesIO(found.returned.read())).active for cell in line
        )
        assert "Another programme holds this service number" in back
        assert leaked(back + repr((found.left_out, found.preview)), name) == []
        run_now(import_jobs.request_apply(found, by=coordinator))
        assert Officer.objects.filter(pk=theirs.pk).values().get() == before

    def test_many_such_rows_give_no_answer_at_all(self, coordinator, programme, theirs, monkeypatch):
        for module in (lookup_limits, checking):
            monkeypatch.setattr(module, "DAILY_LIMITS", {"list": 1, "single": 1})
        other = OfficerFactory(programme=theirs.programme, service_number="9900600008")
        found = checked(
            [NUMBER, *self.ROW[1:]],
            [other.service_number, *self.ROW[1:]],
            self.ROW,
            by=coordinator,
            programme=programme,
        )
        assert (found.state, found.preview, found.left_out) == ("refused", [], [])
        assert "No result is shown" in found.reason

    @pytest.fixture
    def one_a_day(self, monkeypatch):
        for module in (lookup_limits, checking, import_jobs):
            monkeypatch.setattr(module, "DAILY_LIMITS", {"list": 1, "single": 1})

    @pytest.mark.usefixtures("one_a_day")
    def test_with_the_limit_used_up_a_table_is_refused_in_one_way_whoever_is_on_record(
        self, coordinator, programme, theirs
    ):
        first = checked([NUMBER, *self.ROW[1:]], self.ROW, by=coordinator, programme=programme)
        run_now(import_jobs.request_apply(first, by=coordinator))
        first.refresh_from_db()
        assert first.state == "applied"
        OfficerFactory(programme=theirs.programme, service_number="9900600008")
        entries = AuditEntry.objects.filter(verb="officers.met_elsewhere").count()
        numbers = ("9900600008", "9900600444", NUMBER)
        found = [checked([one, *self.ROW[1:]], by=coordinator, programme=programme) for one in numbers]
        assert {(one.state, repr((one.counts, one.preview, one.left_out))) for one in found} == {
            ("refused", repr(({}, [], [])))
        }
        assert len({one.reason for one in found}) == 1
        assert AuditEntry.objects.filter(verb="officers.met_elsewhere").count() == entries
        assert NumberMatch.objects.count() == 1
        assert checked(self.ROW, by=coordinator, programme=programme).state == "ready"

    @pytest.mark.usefixtures("one_a_day")
    def test_a_table_checked_while_another_used_up_the_limit_is_refused_as_well(
        self, coordinator, programme, theirs, monkeypatch
    ):
        checked([NUMBER, *self.ROW[1:]], by=coordinator, programme=programme)
        # What was met before, as it stood when this check began.
        monkeypatch.setattr(checking, "matched_today", lambda *_who: set())
        assert checked(self.ROW, by=coordinator, programme=programme).state == "refused"

    def test_a_table_that_meets_more_than_another_left_of_the_limit_is_refused(
        self, coordinator, programme, theirs, monkeypatch
    ):
        for module in (lookup_limits, checking, import_jobs):
            monkeypatch.setattr(module, "DAILY_LIMITS", {"list": 2, "single": 1})
        others = [OfficerFactory(programme=theirs.programme, service_number=f"990061100{n}") for n in range(2)]
        rows = [[one.service_number, *self.ROW[1:]] for one in (theirs, *others)]
        assert checked(rows[0], by=coordinator, programme=programme).state == "ready"
        # What was met before, as it stood when this check began.
        monkeypatch.setattr(checking, "matched_today", lambda *_who: set())
        assert checked(*rows[1:], by=coordinator, programme=programme).state == "refused"

    def test_the_trail_tells_the_asker_no_more_than_the_rows_and_the_holder_which_record(
        self, coordinator, administrator, programme, theirs
    ):
        checked([NUMBER, *self.ROW[1:]], [FORMER, *self.ROW[1:]], by=coordinator, programme=programme)
        met = AuditEntry.objects.filter(verb="officers.met_elsewhere")
        assert [entry.details for entry in met.visible_to(coordinator)] == [{"kind": "list"}]
        holder = theirs.programme.team.get().user
        assert [entry.details["officers"] for entry in met.visible_to(holder)] == [[theirs.pk]]
        assert all("officers" not in entry.details for entry in met.visible_to(administrator))

    def test_who_trains_a_session_there_changes_none_of_its_officers_by_a_table(self, coordinator, programme, theirs):
        elsewhere = SessionFactory(programme=theirs.programme, led_by=coordinator)
        EnrolmentFactory(session=elsewhere, officer=theirs)
        assert take_in(table([NUMBER, *self.ROW[1:]]), by=coordinator, programme=programme).totals["invalid"] == 1

    def test_what_another_programme_recorded_since_the_check_is_not_overwritten(self, coordinator, programme, theirs):
        writer = OfficerWriter(
            force=theirs.force_id, programme=programme.pk, by=coordinator, today=timezone.localdate(theirs.created_at)
        )
        with pytest.raises(Refused, match="just now"):
            writer.write([Incoming(NUMBER, {"name_en": "Rahima Khatun"}, is_known=False)])
        theirs.refresh_from_db()
        assert theirs.name_en == "Habib Shapla Rahman"

    def test_an_export_holds_own_officers_only(self, coordinator, programme, theirs):
        OfficerFactory(programme=programme)
        assert len(OfficerResource(by=coordinator).export()) == 1
