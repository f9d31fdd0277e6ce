"""Findings out as a table and in again: preview and apply agree, bad rows say why, good rows go in."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.findings.finding_resource import FindingResource
from programmes.models import Finding
from programmes.workbooks.small_tables import Table, read_table
from tests.factories import ModuleFactory
from tests.programmes.factories import FindingFactory, SourceFactory, upload
from tests.programmes.workbooks.files import bytes_of
from trainings.models import ModuleFinding

HOME = "/admin/programme/findings/"
HEADINGS = ["Kind", "Theme", "Text in English", "Owner", "Due date", "Priority", "Raised by"]


@pytest.fixture
def resource(programme, coordinator, consultation):
    return FindingResource(programme=programme, by=coordinator, consultation=consultation)


def row(kind="Gap", theme="Trust and legitimacy", text="Nobody answers at night", owner="", due="", priority="", by=""):
    return [kind, theme, text, owner, due, priority, by]


def table(*rows, headings=HEADINGS):
    return Table(list(headings), list(enumerate(rows, start=2)))


# In


def test_a_good_row_becomes_a_finding(resource, colleague, consultation):
    (read,) = resource.apply(table(row(owner="tanvir colleague", due="৩০/১১/২০২৬", priority="High", by="Range police")))
    finding = Finding.objects.get()
    assert read.outcome == "new"
    assert (finding.kind, finding.theme, finding.priority) == ("gap", "trust", 1)
    assert (finding.owner, finding.due_on) == (colleague, date(2026, 11, 30))
    assert (finding.sources.get().consultation, finding.sources.get().raised_by) == (consultation, "range")
    assert finding.history.count() == 1


def test_headings_and_values_may_be_in_any_order_and_case(resource):
    resource.apply(
        table(["  WORKING with communities", "Courtyards", "good practice"], headings=["theme", "text_en", "KIND"])
    )
    assert Finding.objects.get().theme == "communities"


@pytest.mark.parametrize(
    ("bad", "column", "sentence"),
    [
        ({"kind": "Rumour"}, "Kind", "“Rumour” is not in the list."),
        ({"kind": ""}, "Kind", "Choose the kind."),
        ({"theme": "?"}, "Theme", "“?” is not in the list."),
        ({"text": " "}, "Text in English", "Write the finding in at least one language."),
        ({"text": "x" * 2001}, "Text in English", "A finding has at most 2,000 letters."),
        ({"owner": "Somebody"}, "Owner", "No coordinator of this programme has that name or e-mail."),
        ({"due": "31/31/2026"}, "Due date", "“31/31/2026” is not a date. Write it as 2026-11-30 or 30/11/2026."),
        ({"priority": "Now"}, "Priority", "“Now” is not in the list."),
        ({"by": "Mr X"}, "Raised by", "“Mr X” is not in the list."),
    ],
)
def test_a_bad_cell_is_told_by_row_and_column(resource, bad, column, sentence):
    good, refused = resource.check(table(row(), row(text="Another", **bad) if "text" not in bad else row(**bad)))
    assert (good.outcome, refused.outcome, refused.number) == ("new", "refused", 3)
    assert refused.problems == {column: [sentence]}


def test_every_problem_of_a_row_is_told_at_once(resource):
    (refused,) = resource.check(table(row(kind="x", theme="y", due="z")))
    assert set(refused.problems) == {"Kind", "Theme", "Due date"}


def test_the_preview_changes_nothing(resource, finding, writes_nothing):
    with writes_nothing():
        resource.check(table(row(), row(kind="x")))
    assert Finding.objects.count() == 1


def test_preview_and_apply_agree(resource):
    rows = table(row(), row(kind="x"), row(text="Forums have no room"))
    assert resource.check(rows) == resource.apply(rows)
    assert Finding.objects.count() == 2


def test_when_no_row_is_good_nothing_is_applied(resource):
    with pytest.raises(Refused, match="No row can go in"):
        resource.apply(table(row(kind="x")))


def test_a_number_changes_the_finding_it_names_and_leaves_absent_columns_alone(resource, finding):
    finding.priority = 1
    finding.save()
    (read,) = resource.apply(table([f"F{finding.pk}", "Media and public messages"], headings=["Number", "Theme"]))
    finding.refresh_from_db()
    assert (read.outcome, finding.theme, finding.priority) == ("change", "media", 1)
    assert AuditEntry.objects.get(verb="finding.edited").details == {"fields": ["theme"]}


def test_a_row_that_changes_nothing_is_left_as_it_is(resource, finding):
    headings = ["Number", "Text in English"]
    assert [read.outcome for read in resource.check(table([finding.number, finding.text_en], headings=headings))] == [
        "same"
    ]


@pytest.mark.parametrize("written", ["F999999", "twelve", "-1"])
def test_a_number_that_is_not_there_is_refused(resource, written):
    (read,) = resource.check(table([written, "media"], headings=["Number", "Theme"]))
    assert read.problems == {"Number": [f"{written} is not a finding of this programme."]}


def test_findings_of_other_programmes_are_out_of_reach(resource):
    (read,) = resource.check(table([FindingFactory().number, "media"], headings=["Number", "Theme"]))
    assert read.outcome == "refused"


def test_a_closed_finding_is_not_changed_by_a_table(resource, programme):
    closed = FindingFactory(programme=programme, state="done", closed_at="2026-01-01T00:00Z")
    (read,) = resource.check(table([closed.number, "media"], headings=["Number", "Theme"]))
    assert read.problems == {"Number": ["This finding is closed. Reopen it first."]}


def test_the_same_words_again_are_refused_and_near_ones_pointed_out(resource, finding):
    same, near, again = resource.check(
        table(
            row(text=finding.text_en.upper()),
            row(text="Beat officers lack any training to recognise the early signs"),
            row(text="Beat officers lack any training to recognise the early signs."),
        )
    )
    assert same.problems == {"Text in English": [f"The same finding is there already: {finding.number}."]}
    assert (near.outcome, near.alike[0]) == ("new", finding.number)
    assert again.problems == {"Text in English": ["The same finding is there already: row 3."]}


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (["Theme", "Text in English"], "these are missing: Kind"),
        (["Kind", "Theme"], "these are missing: Text in English"),
        (["Kind", "kind ", "Theme"], "comes twice"),
        (["What", "Who"], "missing: Kind, Theme, Text in English"),
    ],
)
def test_headings_that_are_missing_or_double_are_named(resource, headings, sentence):
    with pytest.raises(Refused, match=sentence):
        resource.check(table(["x"] * len(headings), headings=headings))


def test_fifty_rows_are_checked_with_as_many_queries_as_two(resource, cost_of):
    def check(number):
        rows = table(*[row(text=f"{chr(97 + n % 26) * 12} {n}") for n in range(number)])
        return lambda: resource.check(rows)

    # Each row has a savepoint of its own; nothing else may grow with the rows.
    assert cost_of(check(50)) - 2 * 50 == cost_of(check(2)) - 2 * 2


# Out


def exported(client, ending, query=""):
    answer = client.get(f"{HOME}export/?format={ending}&{query}")
    content = answer.content
    if ending == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [
        [cell or "" for cell in line] for line in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_table_holds_what_the_register_shows(signed_in, coordinator, programme, consultation, ending):
    finding = FindingFactory(programme=programme, text_bn="বিট", owner=coordinator, due_on=date(2026, 12, 1))
    SourceFactory(finding=finding, consultation=consultation, raised_by="beat")
    ModuleFinding.objects.create(module=ModuleFactory(title_en="Early prevention"), finding=finding)
    FindingFactory(programme=programme, state="accepted")
    headings, cells = exported(signed_in(coordinator), ending, "state=open")
    found = dict(zip(headings, cells, strict=True))
    assert found["Number"] == finding.number
    assert found["Text in Bangla"] == "বিট"
    assert found["Raised by"] == "Community and beat police"
    assert found["Owner"] == coordinator.full_name
    assert found["Due date"] == "2026-12-01"
    assert found["Came up at"] == consultation.title
    assert found["Modules that answer it"] == "Early prevention"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_cell_runs_as_a_formula(signed_in, coordinator, programme, ending):
    FindingFactory(
        programme=programme, text_en='=HYPERLINK("http://x","y")', text_bn="@SUM(1)", reason="+8801700000086"
    )
    cells = exported(signed_in(coordinator), ending)[1]
    assert '\'=HYPERLINK("http://x","y")' in cells
    assert "'@SUM(1)" in cells
    # A number with a sign is none.
    assert "+8801700000086" in cells


def test_the_sheet_has_a_name_in_words(signed_in, coordinator, programme):
    FindingFactory(programme=programme)
    content = signed_in(coordinator).get(f"{HOME}export/?format=xlsx").content
    assert load_workbook(io.BytesIO(content)).sheetnames == ["Findings"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_whatever_stands_on_record_an_untouched_export_changes_nothing(
    signed_in, coordinator, colleague, programme, consultation, resource, ending
):
    """Closed findings, an owner who has left, several sources, line ends as they were once stored."""
    odd = FindingFactory(
        programme=programme, text_en="First line\vsecond\r\nthird\u2028fourth ", text_bn="শব্দ\x0bভাঙা\x07"
    )
    for group in ("beat", "range"):
        SourceFactory(finding=odd, consultation=consultation, raised_by=group)
    FindingFactory(
        programme=programme,
        text_en="Closed",
        state="declined",
        closed_at="2026-01-01T00:00Z",
        reason="No",
        owner=coordinator,
    )
    FindingFactory(programme=programme, text_en="Left behind", owner=colleague)
    programme.team.filter(user=colleague).delete()
    content = signed_in(coordinator).get(f"{HOME}export/?format={ending}").content
    read = resource.check(read_table(upload(f"a.{ending}", content)))
    assert [(one.outcome, one.problems) for one in read] == [("same", {})] * 3


def test_a_changed_closed_finding_is_still_refused(resource, programme):
    closed = FindingFactory(
        programme=programme, text_en="Closed", state="declined", closed_at="2026-01-01T00:00Z", reason="No"
    )
    headings = ["Number", "Kind", "Theme", "Text in English"]
    (read,) = resource.check(
        table([closed.number, closed.get_kind_display(), closed.get_theme_display(), "Other"], headings=headings)
    )
    assert (read.outcome, list(read.problems)) == ("refused", ["Number"])


def test_an_export_can_be_imported_again_and_changes_nothing(signed_in, coordinator, programme, resource):
    FindingFactory(programme=programme, text_en="=1+1", owner=coordinator, due_on=date(2026, 12, 1), priority=3)
    content = signed_in(coordinator).get(f"{HOME}export/?format=xlsx").content
    assert [read.outcome for read in resource.check(read_table(upload("a.xlsx", content)))] == ["same"]


def test_an_export_can_be_imported_again_however_much_answers_a_finding(signed_in, coordinator, finding, resource):
    for number in range(30):
        ModuleFinding.objects.create(module=ModuleFactory(title_en=f"{number} {'long ' * 25}".strip()), finding=finding)
    content = signed_in(coordinator).get(f"{HOME}export/?format=xlsx").content
    assert [read.outcome for read in resource.check(read_table(upload("a.xlsx", content)))] == ["same"]


def test_an_export_is_on_the_trail(signed_in, coordinator, finding):
    exported(signed_in(coordinator), "csv", "state=open")
    entry = AuditEntry.objects.get(verb="findings.exported")
    assert entry.actor == coordinator
    assert entry.details == {"rows": 1, "format": "csv", "filters": {"state": "open"}}


def test_findings_of_others_are_not_in_the_table(signed_in, coordinator, finding):
    FindingFactory()
    assert len(exported(signed_in(coordinator), "csv")) == 2


def test_another_format_is_not_there(signed_in, coordinator, finding):
    assert signed_in(coordinator).get(f"{HOME}export/?format=json").status_code == 404


# The pages


def sent(consultation, content, name="a.csv"):
    return {"where": f"c{consultation.pk}", "file": upload(name, content)}


GOOD = b"Kind,Theme,Text in English\nGap,trust,Nobody answers at night\nRumour,trust,Somebody does\n"


def test_from_the_file_over_the_preview_to_the_findings(signed_in, coordinator, consultation):
    client = signed_in(coordinator)
    preview = client.post(f"{HOME}import/", sent(consultation, GOOD))
    assert "Apply 1 row" in preview.content.decode()
    assert not Finding.objects.exists()
    held = {"where": f"c{consultation.pk}", "table": preview.context["table"]}
    answer = client.post(f"{HOME}import/apply/", held, follow=True)
    assert "Recorded: 1. Changed: 0. Not taken: 1." in answer.content.decode()
    assert Finding.objects.get().sources.get().consultation == consultation
    assert AuditEntry.objects.get(verb="findings.imported").details["new"] == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", GOOD.decode().encode("utf-16")), ("a.csv", GOOD.replace(b",", b";")), ("a.xlsx", None), ("a.tsv", None)],
)
def test_a_list_of_findings_comes_as_whatever_a_roster_may_come(signed_in, coordinator, consultation, name, content):
    rows = [line.split(",") for line in GOOD.decode().splitlines()]
    if content is None:
        content = bytes_of(rows) if name.endswith("xlsx") else GOOD.replace(b",", b"\t")
    preview = signed_in(coordinator).post(f"{HOME}import/", sent(consultation, content, name))
    assert "Apply 1 row" in preview.content.decode()


def test_applying_twice_records_once(signed_in, coordinator, consultation):
    client = signed_in(coordinator)
    preview = client.post(f"{HOME}import/", sent(consultation, GOOD))
    held = {"where": f"c{consultation.pk}", "table": preview.context["table"]}
    client.post(f"{HOME}import/apply/", held)
    assert "No row can go in." in client.post(f"{HOME}import/apply/", held).content.decode()
    assert Finding.objects.count() == 1


@pytest.mark.parametrize("tampered", ["", "forged", None])
def test_a_preview_that_is_not_ours_is_refused(signed_in, coordinator, colleague, consultation, tampered):
    if tampered is None:
        tampered = signed_in(colleague).post(f"{HOME}import/", sent(consultation, GOOD)).context["table"]
    held = {"where": f"c{consultation.pk}", "table": tampered}
    answer = signed_in(coordinator).post(f"{HOME}import/apply/", held, follow=True)
    assert "Choose the file again." in answer.content.decode()
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "The file is empty"), (b"%PDF-1.7", "This is a PDF"), (b"Kind\nGap\n", "these are missing")],
)
def test_a_file_that_is_no_table_is_told_beside_the_field(signed_in, coordinator, consultation, content, sentence):
    answer = signed_in(coordinator).post(f"{HOME}import/", sent(consultation, content))
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["file"][0]


def test_no_file_is_told_too(signed_in, coordinator, consultation):
    answer = signed_in(coordinator).post(f"{HOME}import/", {"where": f"c{consultation.pk}"})
    assert answer.context["form"].errors["file"] == ["Choose a file."]
