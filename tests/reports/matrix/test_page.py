"""The matrix on its page: closed to others, gaps first, links to what is behind each mark, the same cost for any size."""

import pytest

from accounts.models import AuditEntry
from tests.factories import OfficerFactory, ProgrammeFactory
from tests.reports.threads import answers, consultation, course, finding, module, session
from tests.rows_loaded import rows_loaded


def address(programme, rest=""):
    return f"/admin/programme/{programme.code}/matrix/{rest}"


@pytest.fixture
def threaded(programme):
    """A finding answered by a taught module, and one that waits."""
    trust = module("A", title_en="Legitimacy and trust")
    session(course(programme, trust), OfficerFactory(sex="female"), OfficerFactory(sex="male"))
    answered = finding(programme, "Trust is thin", at=consultation(programme))
    finding(programme, "Nobody speaks with the press", theme="media")
    answers(answered, trust)
    return answered


def test_marks_are_said_in_words_and_lead_to_the_thread(signed_in, coordinator, programme, threaded):
    page = " ".join(signed_in(coordinator).get(address(programme)).content.decode().split())
    module = threaded.answers.get().module
    assert "Legitimacy and trust: main answer" in page
    assert f'href="{address(programme)}findings/{threaded.pk}/#m{module.pk}"' in page
    assert "1 women · 1 men" in page


def test_gaps_stand_first_and_are_shaded(signed_in, coordinator, programme, threaded):
    page = signed_in(coordinator).get(address(programme)).content.decode()
    assert page.index("Nobody speaks with the press") < page.index("Trust is thin")
    assert page.count('<tr class="gap">') == 1


def test_a_filter_leaves_its_rows_and_offers_the_way_back(signed_in, coordinator, programme, threaded):
    page = signed_in(coordinator).get(address(programme, "?theme=media")).content.decode()
    assert "Nobody speaks with the press" in page
    assert "Trust is thin" not in page
    assert "Showing 1 of 2" in page


def test_a_text_with_markup_is_shown_as_typed(signed_in, coordinator, programme):
    finding(programme, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in signed_in(coordinator).get(address(programme)).content.decode()


def test_without_findings_it_says_what_will_be_here(signed_in, coordinator, programme):
    assert "Findings of consultations appear here" in signed_in(coordinator).get(address(programme)).content.decode()


@pytest.mark.parametrize("rest", ["", "workbook/", "findings/1/", "findings/1/answers/", "modules/1/", "print/abc/"])
def test_another_programme_is_not_there(signed_in, coordinator, programme, rest):
    assert signed_in(coordinator).get(address(ProgrammeFactory(), rest)).status_code == 404


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_nobody_but_a_coordinator_opens_it(request, signed_in, programme, session, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(address(programme)).status_code == 404
    assert client.post(address(programme, "print/")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_findings(
    signed_in, coordinator, programme, django_assert_num_queries, rows
):
    for number in range(rows):
        taught = module(f"M{number}")
        session(course(programme, taught), OfficerFactory())
        answers(finding(programme, at=consultation(programme)), taught)
    client = signed_in(coordinator)
    client.get(address(programme))
    with django_assert_num_queries(22):
        client.get(address(programme))


def test_the_workbook_carries_the_choice_and_is_on_record(signed_in, coordinator, programme, threaded):
    answer = signed_in(coordinator).get(address(programme, "workbook/?theme=media"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="matrix-{programme.code}.xlsx"'
    assert answer.content[:2] == b"PK"
    entry = AuditEntry.objects.get(verb="matrix.exported")
    assert (entry.actor, entry.details) == (coordinator, {"rows": 1, "choice": {"theme": "media"}})


def test_asking_for_a_pdf_needs_a_post(signed_in, coordinator, programme):
    assert signed_in(coordinator).get(address(programme, "print/")).status_code == 405


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_page_of_a_usual_country_is_light_and_turned(signed_in, coordinator, programme, language):
    """60 findings of two sentences, 12 modules, two answers each."""
    modules = [module(f"M{number}", title_en=f"Legitimacy, trust and people {number}") for number in range(12)]
    for module_of in modules[:5]:
        session(course(programme, module_of), OfficerFactory(sex="female"), OfficerFactory(sex="male"))
    for number in range(60):
        found = finding(programme, f"Finding {number}. " + "Officers say that people do not come to them. " * 3)
        for step in (0, 7):
            answers(found, modules[(number + step) % 12])
    coordinator.language = language
    coordinator.save(update_fields=["language"])
    client = signed_in(coordinator)
    page = client.get(address(programme)).text
    assert len(page.encode()) <= 60 * 1000
    texts = [client.get(address(programme, f"?page={number}")).text for number in range(1, 7)]
    assert [sum(f"Finding {number}. " in text for text in texts) for number in range(60)] == [1] * 60
    assert "?theme=trust&amp;page=2" in client.get(address(programme, "?theme=trust")).text


def test_many_findings_are_shown_page_by_page_and_counted_whole(signed_in, coordinator, programme, monkeypatch):
    monkeypatch.setattr("reports.matrix.page.ROWS", 2)
    for number in range(3):
        finding(programme, f"Finding of row {number}")
    client, address = signed_in(coordinator), f"/admin/programme/{programme.code}/matrix/"
    pages = [client.get(f"{address}?theme=trust&page={number}").text for number in (1, 2)]
    assert [text.count("Finding of row") for text in pages] == [2, 1]
    assert all("3 findings" in " ".join(text.split()) for text in pages)
    assert "?theme=trust&amp;page=2" in pages[0]


def test_a_page_reads_no_more_rows_for_more_findings(signed_in, coordinator, programme, monkeypatch):
    monkeypatch.setattr("reports.matrix.page.ROWS", 2)
    taught = [module(f"M{number}") for number in range(2)]
    session(course(programme, *taught), OfficerFactory())
    workshop, client, loaded = consultation(programme), signed_in(coordinator), []
    for _more in range(2):
        for _number in range(4):
            found = finding(programme, at=workshop)
            for one in taught:
                answers(found, one)
        client.get(address(programme))
        with rows_loaded() as rows:
            client.get(address(programme))
        loaded.append(rows.loaded)
    assert loaded[0] == loaded[1]
