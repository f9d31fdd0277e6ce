"""`manage.py find_officers`: the search of the page, for scripts."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import OfficerFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shahana(programme):
    return OfficerFactory(
        programme=programme,
        service_number="9900803001",
        name_en="Shahana Hoque",
        name_bn="শাহানা হক",
        mobile="+8801700003001",
    )


def run(*text, by, **options):
    printed = StringIO()
    call_command("find_officers", *text, by=by.email, stdout=printed, **options)
    return printed.getvalue()


@pytest.mark.parametrize("text", ["BP No. 9900803001", "(01700) 003001", "SI Shahana", "শাহানা"])
def test_it_finds_by_number_and_by_name(text, shahana, coordinator):
    found = json.loads(run(text, by=coordinator, json=True))
    assert found["hits"] == [{"service_number": "9900803001", "name_en": "Shahana Hoque", "name_bn": "শাহানা হক"}]
    assert found["by_sound"] is False


def test_words_need_no_quotation_marks(shahana, coordinator):
    assert run("Hoque", "Shahana", by=coordinator) == "9900803001  Shahana Hoque · শাহানা হক\n"


def test_what_is_found_by_sound_says_so(shahana, coordinator):
    assert json.loads(run("Sahana Haque", by=coordinator, json=True))["by_sound"] is True
    assert run("Sahana Haque", by=coordinator).startswith("No officer is written exactly so; these sound alike.\n")


def test_nobody_is_an_answer(shahana, coordinator):
    assert run("Moinul", by=coordinator) == "Nobody on record matches.\n"
    assert json.loads(run("Moinul", by=coordinator, json=True))["hits"] == []


def test_next_to_nothing_is_refused(shahana, coordinator):
    with pytest.raises(CommandError, match=r"too short\. Write at least 4 digits"):
        run("99", by=coordinator)


def test_officers_of_other_programmes_are_not_found(shahana, coordinator):
    OfficerFactory(programme=ProgrammeFactory(), service_number="9900803002", name_en="Shahana Hoque")
    assert len(json.loads(run("Shahana", by=coordinator, json=True))["hits"]) == 1
    assert json.loads(run("9900803002", by=coordinator, json=True))["hits"] == []


def test_many_hits_are_cut_and_it_is_said(programme, coordinator):
    OfficerFactory.create_batch(52, programme=programme, name_en="Shahana Hoque")
    assert "These are the first 50" in run("Shahana", by=coordinator)
    found = json.loads(run("Shahana", by=coordinator, json=True))
    assert (len(found["hits"]), found["more"]) == (50, True)


def test_an_unknown_account_is_named(shahana):
    with pytest.raises(CommandError, match="There is no account with the e-mail or service number nobody"):
        call_command("find_officers", "Shahana", by="nobody@example.org")


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider"])
def test_only_coordinators_search(request, who, shahana):
    with pytest.raises(CommandError, match="Only coordinators"):
        run("Shahana", by=request.getfixturevalue(who))
