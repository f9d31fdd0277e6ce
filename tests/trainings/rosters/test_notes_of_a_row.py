"""What is said about a row stands under it, over the whole width: cells stay as low as their values."""

import lxml.html
import pytest
from django.urls import reverse

from tests.trainings.rosters.building import previewed, row

pytestmark = pytest.mark.django_db


def address_of(roster, session):
    return reverse("sessions:roster", args=[session.code, roster.public_id])


def test_problems_stand_under_the_row_with_the_name_of_their_column(signed_in, session, coordinator):
    roster = previewed(session, row(1, number="12345"), by=coordinator)
    page = lxml.html.fromstring(signed_in(coordinator).get(address_of(roster, session)).text)
    values = page.get_element_by_id("row-2")
    notes = values.getnext()
    assert values.xpath(".//*[contains(@class, 'sh-cellnote')]") == []
    assert "Service number: 5 digits; a service number has 10." in " ".join(notes.text_content().split())
    assert notes.xpath(".//button[@value='leave']")


def test_the_count_of_what_waits_follows_each_decision(signed_in, session, coordinator):
    roster = previewed(session, row(1, rank="Nonsense"), row(2, rank="Nonsense"), by=coordinator)
    client, counted = signed_in(coordinator), []
    for number in (None, 2, 3):
        if number:
            client.post(f"{address_of(roster, session)}rows/{number}/", {"decision": "leave", "rows": "all", "page": 1})
        page = lxml.html.fromstring(client.get(address_of(roster, session)).text)
        [shown] = page.xpath("//dl/div[dt[contains(., 'Your decision')]]/dd/text()[1]")
        counted.append(shown.strip())
    assert counted == ["2", "1", "0"]
