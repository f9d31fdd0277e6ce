"""The list of officers in the admin, as long as the register is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants.models import Officer
from tests.factories import OfficerFactory, ProgrammeFactory

LIST = "/admin/participants/officer/"


@pytest.fixture
def officers(programme):
    return [
        OfficerFactory(programme=programme, name_en=name, sex=sex)
        for name, sex in (("Belal", "male"), ("Anwara", "female"))
    ]


def test_it_shows_own_officers_by_name(signed_in, coordinator, officers):
    OfficerFactory(programme=ProgrammeFactory(), name_en="Stranger")
    page = signed_in(coordinator).get(LIST).content.decode()
    assert page.index("Anwara") < page.index("Belal")
    assert "Stranger" not in page


@pytest.mark.parametrize("query", ["", "?sex__exact=female"])
def test_the_register_is_counted_once(signed_in, coordinator, officers, query):
    client = signed_in(coordinator)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST + query).status_code == 200
    counts = [
        one["sql"] for one in queries if "COUNT(" in one["sql"] and f'FROM "{Officer._meta.db_table}"' in one["sql"]
    ]
    # The list and each of its two filters look at no more rows than a bound.
    assert len(counts) == 3
    assert all("LIMIT 10001" in sql for sql in counts)


def test_its_order_stands_in_an_index():
    order = ["id" if name == "pk" else name for name in Officer._meta.ordering]
    assert order in [index.fields for index in Officer._meta.indexes]


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_with_one_and_three_officers(
    signed_in, coordinator, programme, number, django_assert_num_queries
):
    for _n in range(number):
        OfficerFactory(programme=programme)
    client = signed_in(coordinator)
    client.get(LIST)
    with django_assert_num_queries(12):  # one for each filter among them
        client.get(LIST)


def test_it_says_how_many_in_the_digits_of_the_page_and_offers_all_only_where_they_are_filtered(
    signed_in, coordinator, officers
):
    client = signed_in(coordinator)
    assert "Show all" not in client.get(LIST).content.decode()
    assert "Show all" in client.get(f"{LIST}?sex__exact=female").content.decode()
    coordinator.language = "bn"
    coordinator.save()
    assert "২ কর্মকর্তা" in " ".join(client.get(LIST).content.decode().split())
