"""One search over everything a coordinator works with, opened by Ctrl-K, by the field above, or as a page."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from reports.pages.find import SHOWN
from tests import factories

FIND = reverse("reports:find")


@pytest.fixture
def found(signed_in, coordinator, programme):
    """A function: `found(words)` returns the answer to a search."""
    client = signed_in(coordinator)
    return lambda words: client.post(FIND, {"words": words})


@pytest.fixture
def own(programme):
    """Sessions and officers of the programme, two of each."""
    phase = factories.PhaseFactory(programme=programme)
    return {
        "sessions": [factories.SessionFactory(phase=phase, code=f"TOT-ABC-0{n}") for n in (1, 2)],
        "officers": [
            factories.OfficerFactory(programme=programme, name_en=f"Rahim Bepari {n}") for n in ("One", "Two")
        ],
    }


def test_it_finds_sessions_officers_and_pages(found, own):
    assert "TOT-ABC-01" in found("tot-abc").text
    assert "Rahim Bepari" in found("rahim").text
    assert reverse("admin:participants_unit_changelist") in found("uni").text


def test_a_code_in_bangla_digits_is_found(found, own):
    assert found("TOT-ABC-০২").url == reverse("reports:session", args=["TOT-ABC-02"])


def test_the_only_thing_that_is_found_opens_at_once(found, own):
    assert found("TOT-ABC-01").url == reverse("reports:session", args=["TOT-ABC-01"])


def test_a_page_is_found_by_its_name_in_the_other_language(found, own):
    assert found("কর্মকর্তা").status_code in (200, 302)
    assert reverse("admin:participants_officer_changelist") in (found("কর্মকর্তা").text or found("কর্মকর্তা").url)


def test_nothing_of_another_programme_is_found(found, own):
    other = factories.ProgrammeFactory()
    factories.OfficerFactory(programme=other, name_en="Quader Elsewhere")
    factories.SessionFactory(phase__programme=other, code="ELS-ABC-09", title_en="Elsewhere")
    page = found("elsewhere").text
    assert "Quader" not in page
    assert "ELS-ABC-09" not in page


def test_each_kind_has_a_limit(found, programme):
    factories.SessionFactory.create_batch(SHOWN + 2, phase__programme=programme, title_en="Same title")
    page = found("same title").text
    assert page.count("<li>") - page[: page.index("<main")].count("<li>") == SHOWN
    assert f"These are the first {SHOWN}." in " ".join(page.split())


def test_looking_for_officers_is_recorded_without_the_words(found, own, coordinator):
    found("rahim")
    entry = AuditEntry.objects.filter(verb="officers.searched").get()
    assert (entry.actor, entry.details) == (coordinator, {"shown": 2})


def test_a_search_that_shows_nobody_is_not_recorded(found, own):
    found("tot-abc")
    assert not AuditEntry.objects.filter(verb="officers.searched").exists()


def test_the_search_for_officers_alone_is_recorded_too(signed_in, coordinator, own):
    signed_in(coordinator).post(reverse("officers:search"), {"words": "rahim"})
    assert AuditEntry.objects.filter(verb="officers.searched").count() == 1


def test_words_in_an_address_find_nothing(signed_in, coordinator, own):
    page = signed_in(coordinator).get(f"{FIND}?words=rahim&q=rahim").text
    assert "Rahim" not in page


@pytest.mark.parametrize("role", ["trainer", "observer", "administrator", "outsider"])
def test_others_have_no_such_page(request, signed_in, programme, role):
    assert signed_in(request.getfixturevalue(role)).get(FIND).status_code == 404


def test_every_page_of_staff_leads_to_it_without_a_script(signed_in, coordinator, programme):
    page = signed_in(coordinator).get("/admin/").text
    assert f'<a class="sh-findall-link" href="{FIND}">' in page
    assert f'method="post" action="{FIND}"' in page
