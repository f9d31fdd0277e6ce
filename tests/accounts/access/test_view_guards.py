import logging

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.views import View

from accounts.access.view_guards import allow, public
from accounts.models import User
from accounts.permissions import is_administrator, signed_in


def page(request):
    return HttpResponse("here")


def request_of(rf, user):
    request = rf.get("/")
    request.user = user
    return request


def test_a_public_view_is_open_and_says_so(rf):
    view = public(page)
    assert (view.allowed, view.login_required) == ("public", False)
    assert view(request_of(rf, AnonymousUser())).content == b"here"
    assert not hasattr(page, "allowed")


def test_a_guarded_view_names_its_rule(rf):
    assert allow(is_administrator)(page).allowed == "is_administrator"


def test_those_for_whom_the_rule_holds_come_in(rf):
    assert allow(signed_in)(page)(request_of(rf, User(is_active=True))).content == b"here"


@pytest.mark.parametrize("user", [AnonymousUser(), User(is_active=False), User(pk=7, is_superuser=True)])
def test_for_everyone_else_the_page_is_not_there(rf, user, db):
    with pytest.raises(Http404):
        allow(is_administrator)(page)(request_of(rf, user))


def test_a_denial_leaves_a_log_line_with_ids_only(rf, caplog, db):
    caplog.set_level(logging.DEBUG, "accounts.access.view_guards")
    with pytest.raises(Http404):
        allow(is_administrator)(page)(request_of(rf, User(pk=7, full_name="Sabina", email="s@example.org")))
    assert [record.getMessage() for record in caplog.records] == ["denied user=7 rule=is_administrator"]


def test_class_based_views_may_be_guarded_too(rf):
    class Page(View):
        def get(self, request):
            return HttpResponse("here")

    view = allow(signed_in)(Page.as_view())
    assert (view.allowed, view.view_class) == ("signed_in", Page)
