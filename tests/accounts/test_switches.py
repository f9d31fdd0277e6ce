import pytest

from tests.factories import PASSWORD

BANGLA_PHONE = {"HTTP_ACCEPT_LANGUAGE": "bn-BD,bn;q=0.9"}


def language_of(client, **headers):
    return client.get("/accounts/login/" if not client.session.get("_auth_user_id") else "/", **headers)[
        "Content-Language"
    ]


def test_a_stranger_is_spoken_to_as_the_browser_asks(client, db):
    assert language_of(client) == "en"
    assert language_of(client, **BANGLA_PHONE) == "bn"


def test_the_account_speaks_before_the_browser(signed_in, outsider):
    assert language_of(signed_in(outsider), **BANGLA_PHONE) == "en"


def test_the_switch_is_kept_in_the_account_and_leaves_nothing_in_the_browser(signed_in, outsider):
    client = signed_in(outsider)
    client.post("/switch/language/", {"language": "bn"})
    assert language_of(client) == "bn"
    outsider.refresh_from_db()
    assert outsider.language == "bn"
    assert "django_language" not in client.cookies


def sign_in(client, user):
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def test_a_language_chosen_on_the_way_in_is_kept_and_the_account_takes_it_over(client, outsider):
    client.post("/switch/language/", {"language": "bn"})
    answer = sign_in(client, outsider)
    assert language_of(client) == "bn"
    outsider.refresh_from_db()
    assert outsider.language == "bn"
    assert answer.cookies["django_language"]["max-age"] == 0


def test_without_a_choice_the_account_goes_on_in_its_own_language(client, outsider):
    outsider.language = "bn"
    outsider.save()
    sign_in(client, outsider)
    assert language_of(client) == "bn"
    outsider.refresh_from_db()
    assert outsider.language == "bn"


def test_the_next_person_at_a_shared_computer_keeps_the_own_language(client, outsider, trainer):
    client.post("/switch/language/", {"language": "bn"})
    sign_in(client, outsider)
    client.post("/accounts/logout/")
    sign_in(client, trainer)
    assert language_of(client) == "en"
    trainer.refresh_from_db()
    assert trainer.language == "en"


@pytest.mark.parametrize("forged", ["fr", "", "bn; DROP", "../en"])
def test_a_forged_choice_changes_no_account(client, outsider, forged):
    client.cookies["django_language"] = forged
    sign_in(client, outsider)
    outsider.refresh_from_db()
    assert outsider.language == "en"


def test_the_choice_ends_with_the_browser(client, db):
    cookie = client.post("/switch/language/", {"language": "bn"}).cookies["django_language"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)


def test_the_theme_is_kept_in_the_account(signed_in, outsider):
    client = signed_in(outsider)
    assert client.post("/switch/theme/", {"theme": "dark", "next": "/me/"}).headers["Location"] == "/me/"
    outsider.refresh_from_db()
    assert outsider.theme == "dark"


@pytest.mark.parametrize(
    ("path", "choice"), [("/switch/language/", {"language": "fr"}), ("/switch/theme/", {"theme": "pink"})]
)
def test_unknown_choices_are_not_there(signed_in, outsider, path, choice):
    assert signed_in(outsider).post(path, choice).status_code == 404


@pytest.mark.parametrize("path", ["/switch/language/", "/switch/theme/"])
def test_switching_needs_a_post(signed_in, outsider, path):
    assert signed_in(outsider).get(path).status_code == 405


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "/\\evil.example"]
)
def test_the_way_back_is_only_ever_ours(client, db, there):
    assert client.post("/switch/language/", {"language": "bn", "next": there}).headers["Location"] == "/"


def test_the_way_back_keeps_the_page(client, db):
    answer = client.post("/switch/language/", {"language": "bn", "next": "/verify/?q=1"})
    assert answer.headers["Location"] == "/verify/?q=1"
