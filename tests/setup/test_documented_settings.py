"""Whatever the environment decides is written down where an administrator looks."""

import re

import pytest

CONFIGURATION = "config/environment.py"


def variables(root):
    """The names of all variables that the product reads."""
    return sorted(set(re.findall(r"""read(?:\.\w+\(|, )["']([A-Z_]+)["']""", (root / CONFIGURATION).read_text())))


def test_the_reader_of_the_environment_is_understood(root):
    assert {"SECRET_KEY", "LOG_LEVEL", "TRUSTED_PROXIES", "DEMO", "PORT"} <= set(variables(root))


def test_the_environment_is_read_in_one_place_only(root):
    elsewhere = [
        str(path.relative_to(root))
        for folder in (
            "accounts",
            "jobs",
            "programmes",
            "participants",
            "trainings",
            "certificates",
            "reports",
            "config",
        )
        for path in (root / folder).rglob("*.py")
        # A password that is used once does not belong among the settings of every process.
        if path.name != "first_administrator.py"
        and re.search(r"os\.(getenv|environ\.get|environ\[\")", path.read_text())
        and str(path.relative_to(root)) != CONFIGURATION
    ]
    assert elsewhere == []


@pytest.mark.parametrize("document", ["docs/configuration.md", ".env.example"])
def test_every_variable_is_documented(root, document):
    text = (root / document).read_text()
    assert [name for name in variables(root) if not re.search(rf"\b{name}\b", text)] == []


def test_the_example_can_be_used_as_it_is(root):
    """Only comments and assignments; what is not commented out is what everybody needs to set."""
    for line in (root / ".env.example").read_text().splitlines():
        assert line == "" or line.startswith("#") or re.fullmatch(r"[A-Z_]+=\S.*", line), line
