"""The browser of the tests is the light one; where only the whole one is, that does as well."""

import debian
import pytest

from tests import headless

LIGHT, WHOLE = debian.BROWSERS


@pytest.fixture
def there(monkeypatch):
    """A function: these programs are on the path and no others; `known`: whether apt knows the light browser."""

    def programs(*names, known=True):
        monkeypatch.delenv("CHROMIUM", raising=False)
        monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}" if name in names else None)
        monkeypatch.setattr(debian, "knows", lambda _package: known)

    return programs


@pytest.mark.parametrize(
    ("names", "driven"), [((LIGHT, WHOLE), f"/bin/{LIGHT}"), ((WHOLE,), f"/bin/{WHOLE}"), ((), f"/usr/bin/{WHOLE}")]
)
def test_the_light_browser_is_driven_where_it_is(there, names, driven):
    there(*names)
    assert headless.program() == driven


def test_a_browser_that_is_named_is_driven_and_nothing_is_installed(there, monkeypatch):
    there(LIGHT, *debian.TOOLS)
    monkeypatch.setenv("CHROMIUM", "/opt/browser")
    assert headless.program() == "/opt/browser"
    there(*debian.TOOLS)
    monkeypatch.setenv("CHROMIUM", "/opt/browser")
    assert (debian.missing_tools(), debian.better_tools()) == ([], [])


@pytest.mark.parametrize(
    ("names", "known", "missing", "better"),
    [
        ((), True, [LIGHT], []),
        ((), False, [WHOLE], []),
        ((WHOLE,), True, [], [LIGHT]),
        ((WHOLE,), False, [], []),
        ((LIGHT,), True, [], []),
    ],
)
def test_what_is_installed_for_it(there, names, known, missing, better):
    there(*names, *debian.TOOLS, known=known)
    assert (debian.missing_tools(), debian.better_tools()) == (missing, better)
