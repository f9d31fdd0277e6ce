"""The thread of the programme: from a remark at a consultation to a finding that is done, walked by a coordinator."""

import re

import pytest

CODE = "THREAD"
CONSULTATION = "Consultation workshop with the Khulna Range"
REMARKS = [
    "Villagers do not know the name of their beat officer.",
    "Early signs of radicalisation are noticed by teachers who have nobody to tell.",
    "Women rarely come to a police station alone.",
    "Local journalists learn about arrests from rumours first.",
    "A complaint gets no answer for weeks.",
    "Station vehicles stand idle because fuel runs out mid-month.",
    "মসজিদের ইমামদের সঙ্গে নিয়মিত বৈঠক দরকার।",
    "Probation services and police never exchange files.",
    "Recruits hear nothing of human rights after the academy.",
    "Women only rarely come to a police station alone.",
]
ALIKE = 10  # the line that nearly repeats another one
MAIN, ALSO = 0, 1  # the remarks that modules shall answer
OUTCOME = "Name boards of the beat officers stand in all 68 unions."


@pytest.fixture(scope="module")
def house(shetu):
    return shetu.stage("programme", code=CODE)


def test_from_a_remark_to_a_finding_that_is_done(visit, house):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    records_a_consultation(coordinator, held_on=house["today"])
    writes_the_remarks_down_by_keyboard(coordinator)
    says_that_the_repeated_line_is_a_finding_of_its_own(coordinator)
    addresses = sees_all_at_the_consultation(coordinator)

    modules = modules_of_the_programme(coordinator)
    chooses_modules_on_the_page_of_the_finding(coordinator, addresses[MAIN], modules)
    chooses_a_module_from_the_matrix(coordinator, REMARKS[ALSO], modules[1])
    reads_the_matrix(coordinator)

    brings_it_to_an_end(coordinator, addresses[MAIN])
    reads_who_did_what(coordinator)
    sees_it_done_in_the_matrix(coordinator)


# What was said


def records_a_consultation(coordinator, *, held_on):
    page = coordinator.page
    coordinator.goto("/admin/programmes/consultation/add/")
    page.locator("#id_kind").select_option("workshop")
    page.locator("#id_scope").select_option("regional")
    page.locator("#id_title_en").fill(CONSULTATION)
    page.locator("#id_starts_on").fill(held_on)
    page.locator("#id_headcounts-0-category").select_option("beat")
    page.locator("#id_headcounts-0-women").fill("12")
    page.locator("#id_headcounts-0-men").fill("28")
    coordinator.look("1-consultation-form")
    coordinator.press(page.locator("[name=_save]"))
    assert coordinator.words(".sh h1") == CONSULTATION
    assert "40" in coordinator.words(".sh-total")
    coordinator.look("2-consultation")


def writes_the_remarks_down_by_keyboard(coordinator):
    """Kind, theme and who raised it are said once; Enter leads from line to line, Ctrl and Enter sends them."""
    page = coordinator.page
    coordinator.press(page.get_by_role("link", name="Write down findings").first)
    assert page.locator("[name=where] option:checked").inner_text().startswith(CONSULTATION)
    keys = page.keyboard
    has_the_focus(page, "line-0-text")
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    has_the_focus(page, "line-0-kind")
    keys.type("Gap")
    keys.press("Tab")
    keys.type("Working")
    keys.press("Tab")
    has_the_focus(page, "line-0-text")
    keys.press("Tab")
    keys.type("Community")
    keys.press("Shift+Tab")
    for number, remark in enumerate(REMARKS):
        has_the_focus(page, f"line-{number}-text")
        keys.type(remark)
        if number < len(REMARKS) - 1:
            keys.press("Enter")
    coordinator.look("3-entry")
    with page.expect_navigation():
        keys.press("Control+Enter")


def has_the_focus(page, name):
    page.locator(f"[name={name}]:focus").wait_for()


def says_that_the_repeated_line_is_a_finding_of_its_own(coordinator):
    page = coordinator.page
    assert coordinator.words(".sh h1") == "Look again before saving"
    assert page.locator("fieldset").count() == 1
    assert f"Line {ALIKE}" in coordinator.words("fieldset legend")
    page.get_by_label("It says something else").check()
    coordinator.look("4-alike")
    coordinator.press(page.get_by_role("button", name="Save the findings"))
    assert f"{len(REMARKS)} findings are recorded" in coordinator.words(".sh-note.ok")


def sees_all_at_the_consultation(coordinator):
    """Returns where the findings are, in the order of the remarks."""
    page = coordinator.page
    assert coordinator.words(".sh h1") == CONSULTATION
    links = page.locator("#findings tbody a")
    assert links.count() == len(REMARKS)
    assert page.locator("#findings tbody", has_text="Gap · Working with communities").count() == 1
    return [links.filter(has_text=remark).first.get_attribute("href") for remark in REMARKS]


# What answers it


def modules_of_the_programme(coordinator):
    """Returns the ids of the modules that head the columns of the matrix."""
    coordinator.goto(f"/admin/programme/{CODE}/matrix/")
    heads = coordinator.page.locator(".sh-matrix thead a")
    return [re.search(r"/modules/(\d+)/", head.get_attribute("href"))[1] for head in heads.all()]


def chooses_modules_on_the_page_of_the_finding(coordinator, address, modules):
    page = coordinator.page
    coordinator.goto(address)
    coordinator.press(page.get_by_role("link", name="Choose modules").first)
    answers(page, modules[0], "main")
    answers(page, modules[1], "also")
    coordinator.look("5-choose")
    coordinator.press(page.get_by_role("button", name="Save the answers"))
    assert re.search(r"2 modules answer F\d+ now", coordinator.words(".sh-note.ok"))


def chooses_a_module_from_the_matrix(coordinator, remark, module):
    page = coordinator.page
    coordinator.goto(f"/admin/programme/{CODE}/matrix/")
    coordinator.press(row_of(page, remark).get_by_role("link", name=re.compile("^Change")))
    answers(page, module, "also")
    coordinator.look("6-answers")
    coordinator.press(page.get_by_role("button", name="Save the answers"))
    assert re.search(r"1 module answers F\d+ now", coordinator.words(".sh-note.ok"))


def answers(page, module, weight):
    # The words of the choice are what one sees and clicks.
    chosen = page.locator(f"[name=m{module}][value={weight}]")
    page.locator(f"label[for={chosen.get_attribute('id')}]").click()


def row_of(page, remark):
    return page.locator(".sh-matrix tbody tr", has=page.get_by_text(remark, exact=True))


def reads_the_matrix(coordinator):
    """What waits for a module stands first; the marks tell a main answer from one that touches it."""
    page = coordinator.page
    coordinator.goto(f"/admin/programme/{CODE}/matrix/")
    assert "10 findings · 2 modules · 8 wait for a module" in coordinator.words(".sh-head .lead")
    rows = page.locator(".sh-matrix tbody tr")
    assert [text.inner_text().strip() for text in rows.locator(".text").all()] == [*REMARKS[2:], *REMARKS[:2]]
    waiting = page.locator(".sh-matrix tbody tr.gap")
    assert waiting.count() == len(REMARKS) - 2
    assert waiting.locator("td.on").count() == 0
    assert marks(row_of(page, REMARKS[MAIN])) == ["main answer", "also touched"]
    assert marks(row_of(page, REMARKS[ALSO])) == ["", "also touched"]
    assert page.locator(".sh-matrix tbody td.on a.main").count() == 1
    coordinator.look("7-matrix")


def marks(row):
    """Returns what the cells of the modules say."""
    return [cell.text_content().rpartition(": ")[2].strip() for cell in row.locator("td.m").all()]


# What became of it


def brings_it_to_an_end(coordinator, address):
    page = coordinator.page
    coordinator.goto(address)
    assert step_of(page) == "Open"
    coordinator.press(page.get_by_role("button", name="Accept it"))
    assert step_of(page) == "Accepted"
    coordinator.press(page.get_by_role("button", name="Start work"))
    assert step_of(page) == "In progress"
    coordinator.press(page.get_by_role("link", name="Mark it done"))
    page.locator("[name=outcome]").fill(OUTCOME)
    coordinator.look("8-done-form")
    coordinator.press(page.get_by_role("button", name="Mark it done"))
    assert step_of(page) == "Done"
    assert OUTCOME in coordinator.words(".sh-staff-page")
    coordinator.look("9-done")


def step_of(page):
    return page.locator(".sh-rail [aria-current=step]").inner_text().strip()


def reads_who_did_what(coordinator):
    """The latest first, each line with the name of the person and the moment."""
    page = coordinator.page
    history = page.locator("section", has=page.get_by_role("heading", name="Who did what")).locator("li")
    said = [" ".join(line.inner_text().split()) for line in history.all()]
    did = ["marked it done", "started work on it", "accepted it", "chose the modules that answer it", "recorded it"]
    assert len(said) == len(did)
    for line, act in zip(said, did, strict=True):
        assert re.fullmatch(rf"Nusrat Jahan {act} \d+ \w+ \d{{4}}, .*\d.*", line), line


def sees_it_done_in_the_matrix(coordinator):
    page = coordinator.page
    coordinator.goto(f"/admin/programme/{CODE}/matrix/")
    row = row_of(page, REMARKS[MAIN])
    assert "Done" in row.locator(".state").inner_text()
    assert marks(row) == ["main answer", "also touched"]
    assert row.get_by_role("link", name=re.compile("^Change")).count() == 0
