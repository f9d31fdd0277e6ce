"""Who may look at the file of a picture."""

import pytest
from django.core.files.storage import default_storage

from programmes.files import images
from tests.programmes.news.factories import add_picture


@pytest.fixture
def hidden(draft):
    return add_picture(draft)


@pytest.fixture
def shown(published):
    return add_picture(published)


def addresses(picture):
    return [f"/updates/pictures/{picture.name}/", f"/updates/pictures/{picture.name}/small/"]


def test_anyone_sees_the_picture_of_a_published_update(client, shown):
    for path, small in zip(addresses(shown), (False, True), strict=True):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "public, max-age=300"
        assert b"".join(answer) == default_storage.open(images.path_of(shown.name, small=small)).read()


def test_nobody_sees_the_picture_of_a_draft_but_its_coordinators(client, signed_in, hidden, stranger, coordinator):
    assert [client.get(path).status_code for path in addresses(hidden)] == [404, 404]
    assert signed_in(stranger).get(addresses(hidden)[0]).status_code == 404
    answer = signed_in(coordinator).get(addresses(hidden)[0])
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"


def test_a_programme_that_stops_speaking_in_public_shows_no_picture(client, shown, programme):
    programme.is_public = False
    programme.save()
    assert client.get(addresses(shown)[0]).status_code == 404


def test_a_browser_that_has_it_is_not_sent_it_again(client, shown):
    tag = client.get(addresses(shown)[0])["ETag"]
    assert client.get(addresses(shown)[0], headers={"If-None-Match": tag}).status_code == 304


def test_a_name_that_was_guessed_leads_nowhere(client, db):
    for name in ("x", "..%2Fsecret", "..", "a" * 500):
        assert client.get(f"/updates/pictures/{name}/").status_code == 404


def test_a_file_that_is_gone_is_not_there(client, shown):
    images.discard(shown.name)
    assert client.get(addresses(shown)[0]).status_code == 404
