"""A long list is counted as far as anybody turns its pages; beyond, it says about how many rows it has."""

import pytest
from django.urls import reverse

from accounts.access import long_lists
from accounts.access.long_lists import LongPaginator
from participants.models import Officer
from tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def most_counted(monkeypatch):
    """Counts no more than 4 rows."""
    monkeypatch.setattr(long_lists, "MOST_COUNTED", 4)


@pytest.fixture
def estimate(monkeypatch, most_counted):
    """A database that expects 1,234 rows."""
    monkeypatch.setattr(long_lists, "estimated", lambda _rows: 1_234)


def rows():
    return Officer.objects.order_by("name_en", "pk")


def test_a_short_list_is_counted(estimate):
    OfficerFactory.create_batch(4)
    paginator = LongPaginator(rows(), 2)
    assert (paginator.count, paginator.num_pages, paginator.is_about) == (4, 2, False)


def test_a_long_list_is_estimated_and_ends_where_it_was_counted(estimate):
    OfficerFactory.create_batch(5)
    paginator = LongPaginator(rows(), 2)
    assert (paginator.count, paginator.is_about) == (1_200, True)
    assert paginator.num_pages == 2, "the page after the last of these would be found by reading all before it"


def test_an_estimate_is_never_less_than_what_was_counted(estimate, monkeypatch):
    monkeypatch.setattr(long_lists, "estimated", lambda _rows: 1)
    OfficerFactory.create_batch(6)
    assert LongPaginator(rows(), 2).count == 5


def test_a_database_that_does_not_estimate_counts(most_counted, monkeypatch):
    monkeypatch.setattr(long_lists, "estimated", lambda _rows: None)
    OfficerFactory.create_batch(6)
    paginator = LongPaginator(rows(), 2)
    assert (paginator.count, paginator.num_pages, paginator.is_about) == (6, 3, False)


def test_no_more_rows_are_counted_than_anybody_turns(estimate, django_assert_num_queries):
    OfficerFactory.create_batch(6)
    with django_assert_num_queries(1) as asked:
        assert LongPaginator(rows(), 2).is_about is False
        assert LongPaginator(rows(), 2).count == 1_200
    assert "LIMIT 5" in asked.captured_queries[0]["sql"]


def test_what_is_no_query_is_counted_as_it_is(estimate):
    assert LongPaginator([1, 2, 3, 4, 5, 6], 2).num_pages == 3


@pytest.fixture
def officers(signed_in, coordinator, programme, monkeypatch):
    """The list of officers, two on a page, of a coordinator who has six."""
    from django.contrib import admin  # noqa: PLC0415 -- beside its one use

    OfficerFactory.create_batch(6, programme=programme)
    monkeypatch.setattr(admin.site._registry[Officer], "list_per_page", 2)
    client = signed_in(coordinator)
    return lambda query="": client.get(f"{reverse('admin:participants_officer_changelist')}{query}")


def test_a_list_of_the_admin_says_that_its_count_is_an_estimate(officers, estimate):
    html = " ".join(officers().text.split())
    assert "about 1,200 officers in all" in html
    assert "1–2 of about 1,200" in html
    assert "Last rows" not in html


def test_a_list_of_the_admin_that_was_counted_says_so(officers):
    html = " ".join(officers().text.split())
    assert "6 officers in all" in html
    assert "about" not in html.split("<main", 1)[1]
    assert "Last rows" in html


def test_a_filtered_list_says_about_how_many_fit(officers, estimate):
    sex = Officer.objects.first().sex
    Officer.objects.update(sex=sex)
    assert "about 1,200 fit." in " ".join(officers(f"?sex__exact={sex}").text.split())


def test_after_the_last_page_that_was_counted_there_is_none(officers, estimate):
    assert "Next rows" in officers().text
    assert "Next rows" not in officers("?p=2").text
    assert officers("?p=3").status_code == 302


def test_the_filters_of_a_list_that_is_too_long_are_not_counted(officers, estimate, monkeypatch):
    from django.contrib import admin  # noqa: PLC0415 -- as above

    monkeypatch.setattr(admin.site._registry[Officer], "facet_bound", 3)
    sex = Officer.objects.first().get_sex_display()
    assert f"{sex} 6" not in " ".join(officers().text.split())
