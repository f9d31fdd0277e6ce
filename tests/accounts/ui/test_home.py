from django.urls import reverse

from accounts.models import User
from accounts.ui.context_processors import WAYS


def test_a_stranger_sees_the_front_page(client, db):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "front.html" in [template.name for template in answer.templates]


def test_someone_without_a_role_is_told_so(signed_in, outsider):
    answer = signed_in(outsider).get("/")
    assert answer.status_code == 200
    assert "Your account has no role yet" in answer.text
    assert answer.context["nav"] == []


def test_a_coordinator_goes_to_the_admin(signed_in, programme, coordinator):
    assert signed_in(coordinator).get("/").headers["Location"] == "/admin/"


def test_every_way_in_the_navigation_exists():
    assert all(reverse(name) for _who, name, _icon, _words in WAYS)


def test_the_navigation_shows_only_the_ways_of_this_person(signed_in, session, trainer):
    client = signed_in(trainer)
    nav = client.get("/accounts/sessions/").context["nav"]
    assert [(way["url"], way["current"]) for way in nav] == [("/training/", False), ("/library/", False)]


def test_the_shell_knows_language_theme_and_demo(signed_in, outsider, settings):
    settings.DEMO = True
    User.objects.filter(pk=outsider.pk).update(theme="dark", language="bn")
    shell = signed_in(outsider).get("/").context
    assert (shell["language"], shell["theme"], shell["site_name"], shell["demo"]) == ("bn", "dark", "Shetu", True)
