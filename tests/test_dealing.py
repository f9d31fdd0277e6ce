"""How tests are dealt to processes: what shares something stays together, what waits goes alone, the long ones go first."""

from collections import OrderedDict

from tests.dealing import place_of, unit_of


def test_what_shares_a_world_or_a_browser_stays_together():
    units = {
        unit_of(f"tests/admin_walk/{file}.py::test_it[{n}]")
        for file in ("test_choices", "test_own_pages")
        for n in "ab"
    }
    assert units == {"tests/admin_walk"}
    assert unit_of("tests/browser/test_journey.py::test_one") == unit_of("tests/browser/test_way_in.py::test_two")
    demo = "tests/demo/test_load_demo.py"
    assert {unit_of(f"{demo}::test_one"), unit_of(f"{demo}::test_two")} == {demo}


def test_tests_that_wait_for_processes_are_dealt_one_by_one():
    one, two = (f"tests/jobs/execution/test_killed_worker.py::test_{name}[files]" for name in ("one", "two"))
    assert (unit_of(one), unit_of(two)) == (one, two)


def test_the_long_ones_go_first_and_the_largest_of_the_rest_before_the_smaller():
    killed = "tests/jobs/execution/test_killed_worker.py::test_one[files]"
    long = "tests/demo/test_load_cut_off.py"
    units = {
        "tests/test_house.py": 9,
        "tests/test_suite.py": 30,
        long: 1,
        killed: 1,
        "tests/browser": 35,
        "tests/look/test_look.py": 60,
    }
    dealt = OrderedDict((unit, dict.fromkeys(range(number))) for unit, number in units.items())
    order = sorted(dealt, key=lambda unit: place_of(unit, dealt[unit]))
    assert order == [
        *("tests/browser", "tests/test_suite.py", killed, long),
        *("tests/look/test_look.py", "tests/test_house.py"),
    ]
