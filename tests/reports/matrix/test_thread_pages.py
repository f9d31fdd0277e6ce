"""One thread in both directions, and saying which module answers which finding."""

import pytest

from programmes.findings import lifecycle
from programmes.models import Workstream
from reports.counting.finding_thread import rail
from tests.factories import OfficerFactory, ProgrammeFactory
from tests.reports.threads import answers, consultation, course, finding, module, session
from tests.rows_loaded import rows_loaded
from trainings.models import ModuleFinding


def address(programme, rest):
    return f"/admin/programme/{programme.code}/matrix/{rest}"


@pytest.fixture
def trust(programme):
    """A module that was taught to a woman and a man."""
    made = module("PLT", title_en="Legitimacy and trust")
    session(course(programme, made), OfficerFactory(sex="female"), OfficerFactory(sex="male"), code="TOT-KHU-09")
    return made


@pytest.fixture
def found(programme):
    return finding(programme, "Trust is thin", at=consultation(programme))


def test_the_thread_of_a_finding_goes_from_remark_to_result(signed_in, coordinator, programme, found, trust):
    answers(found, trust)
    work = Workstream.objects.create(programme=programme, kind="strategy", title_en="Revision of the strategy")
    work.findings.add(found)
    page = signed_in(coordinator).get(address(programme, f"findings/{found.pk}/")).content.decode()
    steps = [
        "Workshop in Khulna",
        "Trust is thin",
        "Legitimacy and trust",
        "TOT-KHU-09",
        "1 women · 1 men",
        "Not closed",
    ]
    places = [page.index(step, page.index("sh-thread")) for step in steps]
    assert places == sorted(places)
    assert "raised by: Community and beat police" in page
    assert "Revision of the strategy" in page


def test_a_closed_thread_says_what_came_of_it_and_who_closed_it(signed_in, coordinator, programme, found):
    for step in (lifecycle.accept, lifecycle.start):
        step(found, by=coordinator)
    lifecycle.finish(found, by=coordinator, outcome="Taught in every range.")
    page = signed_in(coordinator).get(address(programme, f"findings/{found.pk}/")).content.decode()
    assert "Taught in every range." in page
    assert "Nusrat Coordinator</b> marked it done" in page
    assert "Choose the modules" not in page


def test_a_finding_without_a_module_says_so(signed_in, coordinator, programme, found):
    page = signed_in(coordinator).get(address(programme, f"findings/{found.pk}/")).content.decode()
    assert "No module answers it yet." in page


def test_a_declined_finding_has_left_the_rail():
    assert [place for _label, place in rail("declined")] == ["now"]
    assert [place for _label, place in rail("accepted")] == ["done", "now", "", ""]


def test_the_thread_of_a_module_goes_back_to_the_remarks(signed_in, coordinator, programme, found, trust):
    answers(found, trust, "also")
    page = signed_in(coordinator).get(address(programme, f"modules/{trust.pk}/")).content.decode()
    for step in ("Trust is thin", "also touched", "Workshop in Khulna", "TOT-KHU-09", "1 women · 1 men"):
        assert step in page


def test_the_numbers_of_a_thread_open_their_rows(signed_in, coordinator, programme, found, trust):
    answers(found, trust)
    elsewhere = module("TTP")
    session(course(programme, elsewhere), OfficerFactory(name_en="Elsewhere Rahman"))
    client = signed_in(coordinator)
    query = f"?programme={programme.code}&module={trust.pk}"
    assert query.replace("&", "&amp;") in client.get(address(programme, f"findings/{found.pk}/")).content.decode()
    rows = client.get(f"/admin/participations/{query}").content.decode()
    assert "2 rows" in rows
    assert "Elsewhere Rahman" not in rows
    assert "one per officer." in client.get(f"/admin/participations/{query}&count=officers").content.decode()


@pytest.mark.parametrize("sessions", [1, 3])
def test_a_thread_costs_the_same_with_one_and_three_sessions(
    signed_in, coordinator, programme, found, django_assert_num_queries, sessions
):
    for number in range(sessions):
        taught = module(f"M{number}")
        session(course(programme, taught), OfficerFactory())
        answers(found, taught)
    client = signed_in(coordinator)
    client.get(address(programme, f"findings/{found.pk}/"))
    with django_assert_num_queries(25):
        client.get(address(programme, f"findings/{found.pk}/"))


@pytest.mark.parametrize("many", [1, 3])
def test_the_thread_of_a_module_costs_the_same_with_one_and_three_findings(
    signed_in, coordinator, programme, trust, django_assert_num_queries, many
):
    for _number in range(many):
        answers(finding(programme, at=consultation(programme)), trust)
    client = signed_in(coordinator)
    client.get(address(programme, f"modules/{trust.pk}/"))
    with django_assert_num_queries(25):
        client.get(address(programme, f"modules/{trust.pk}/"))


def test_answers_are_set_module_by_module(signed_in, coordinator, programme, found, trust):
    other = module("TTP")
    client = signed_in(coordinator)
    assert "Legitimacy and trust" in client.get(address(programme, f"findings/{found.pk}/answers/")).content.decode()
    client.post(address(programme, f"findings/{found.pk}/answers/"), {f"m{trust.pk}": "main", f"m{other.pk}": "also"})
    assert dict(ModuleFinding.objects.values_list("module__code", "weight")) == {"PLT": "main", "TTP": "also"}
    answer = client.post(address(programme, f"findings/{found.pk}/answers/"), {f"m{trust.pk}": "main"}, follow=True)
    assert "1 module answers" in answer.content.decode()
    assert dict(ModuleFinding.objects.values_list("module__code", "weight")) == {"PLT": "main"}


def test_who_came_from_the_page_of_the_finding_gets_back_to_it(signed_in, coordinator, programme, found, trust):
    client = signed_in(coordinator)
    link = f"{address(programme, f'findings/{found.pk}/answers/')}?from=finding"
    assert link in client.get(found.get_absolute_url()).content.decode()
    assert client.post(link, {f"m{trust.pk}": "main"}).url == found.get_absolute_url()


def test_a_weight_nobody_knows_is_refused_beside_its_field(signed_in, coordinator, programme, found, trust):
    answer = signed_in(coordinator).post(
        address(programme, f"findings/{found.pk}/answers/"), {f"m{trust.pk}": "very much"}
    )
    assert answer.status_code == 422
    assert ModuleFinding.objects.count() == 0


def test_a_closed_finding_keeps_its_answers_and_says_why(signed_in, coordinator, programme, found, trust):
    lifecycle.decline(found, by=coordinator, reason="Not ours.")
    answer = signed_in(coordinator).post(address(programme, f"findings/{found.pk}/answers/"), {f"m{trust.pk}": "main"})
    assert answer.status_code == 422
    assert "closed" in answer.content.decode()


def test_a_module_takes_one_more_finding(signed_in, coordinator, programme, found, trust):
    client = signed_in(coordinator)
    client.post(address(programme, f"modules/{trust.pk}/"), {"finding": found.pk, "weight": "also"})
    assert ModuleFinding.objects.get().weight == "also"


def test_a_finding_of_another_programme_cannot_be_chosen(signed_in, coordinator, programme, trust):
    stranger = finding(ProgrammeFactory())
    client = signed_in(coordinator)
    answer = client.post(address(programme, f"modules/{trust.pk}/"), {"finding": stranger.pk, "weight": "also"})
    assert answer.status_code == 422
    assert client.get(address(programme, f"findings/{stranger.pk}/")).status_code == 404
    assert client.post(address(programme, f"findings/{stranger.pk}/answers/"), {}).status_code == 404


def test_a_module_that_only_others_teach_is_not_there(signed_in, coordinator, programme):
    theirs = module("THEIRS")
    course(ProgrammeFactory(), theirs)
    assert signed_in(coordinator).get(address(programme, f"modules/{theirs.pk}/")).status_code == 404


# Of a country


@pytest.fixture
def many(programme, trust, monkeypatch):
    """Three findings that `trust` answers, and two more sessions of its course; two rows to a page."""
    monkeypatch.setattr("reports.counting.finding_thread.ROWS", 2)
    course_of_trust = trust.courses.get()
    for number in range(2):
        session(course_of_trust, OfficerFactory(sex="male"), code=f"TOT-MORE-{number}")
    found = [finding(programme, f"Finding of row {number}") for number in range(3)]
    for one, weight in zip(found, ("also", "main", "also"), strict=True):
        answers(one, trust, weight)
    return found


def test_many_sessions_and_findings_are_turned_and_counted_whole(signed_in, coordinator, programme, trust, many):
    client, where = signed_in(coordinator), address(programme, f"modules/{trust.pk}/")
    pages = [client.get(f"{where}?findings={number}&sessions={number}") for number in (1, 2)]
    assert [[one.text_en[-1] for one, _is_main in page.context["answered"]] for page in pages] == [["1", "0"], ["2"]]
    assert [len(page.context["sessions"]) for page in pages] == [2, 1]
    for page in pages:
        assert (page.context["found"], page.context["reach"].sessions, page.context["completed"]) == (3, 3, 4)


def test_the_thread_of_a_finding_turns_its_sessions_and_counts_all(signed_in, coordinator, programme, many):
    where = address(programme, f"findings/{many[1].pk}/")
    pages = [signed_in(coordinator).get(f"{where}?sessions={number}") for number in (1, 2)]
    assert [len(page.context["sessions"]) for page in pages] == [2, 1]
    assert [page.context["completed"] for page in pages] == [4, 4]
    assert "?sessions=2#sessions" in pages[0].text


@pytest.mark.parametrize("of", ["findings", "modules"])
def test_a_thread_reads_no_more_rows_for_more_sessions(signed_in, coordinator, programme, trust, many, of):
    where = address(programme, f"findings/{many[1].pk}/" if of == "findings" else f"modules/{trust.pk}/")
    client, loaded = signed_in(coordinator), []
    for more in range(2):
        client.get(where)
        with rows_loaded() as rows:
            client.get(where)
        loaded.append(rows.loaded)
        in_phase = trust.courses.get().sessions.first().phase
        for number in range(3):
            session(trust.courses.get(), OfficerFactory(sex="male"), code=f"TOT-EVEN-{more}{number}", phase=in_phase)
    assert loaded[0] == loaded[1]


def test_of_many_findings_the_number_of_one_is_typed(signed_in, coordinator, programme, trust, monkeypatch):
    monkeypatch.setattr("reports.matrix.forms.MOST_LISTED", 1)
    found = [finding(programme) for _n in range(2)]
    client, where = signed_in(coordinator), address(programme, f"modules/{trust.pk}/")
    assert "<select" not in client.get(where).text.split("One more finding")[1]
    for wrong in ("", "F0", "x", "F999999999999999999999", "\0"):
        assert client.post(where, {"finding": wrong, "weight": "also"}).status_code == 422
    client.post(where, {"finding": f" f{found[0].pk}", "weight": "also"})
    client.post(where, {"finding": "".join("০১২৩৪৫৬৭৮৯"[int(one)] for one in str(found[1].pk)), "weight": "also"})
    assert ModuleFinding.objects.count() == 2
