"""What the documents name is there: files, folders, modules, links, headings, the version."""

import re
import tomllib

import pytest

from tests.setup.conftest import ROOT

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
PACKAGES = ("accounts", "jobs", "programmes", "participants", "trainings", "certificates", "reports", "demo", "config")
FOLDERS = (*PACKAGES, "tests", "bench", "docs", "scripts", "templates", "static", "locale", ".ci")
ENDINGS = ("py", "md", "html", "css", "js", "po", "mo", "txt", "in", "sh", "toml", "json", "yaml", "csv")
# Made when Shetu runs, or an example of a file that a reader would make.
NOT_HERE = {"production.env", "sealed_from", "staticfiles.json", "pip.conf"}
TO_COME = " (to come)"


def identity(document):
    return str(document.relative_to(ROOT))


def words(text):
    """Yields what stands between single backticks outside of blocks of commands, but for what is still to come."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for found in re.finditer(r"`([^`\n]+)`", text):
        if not text[found.end() :].startswith(TO_COME):
            yield found[1]


def is_path(word):
    """Whether a word means files of this folder: it begins with one of our folders, or ends as files do."""
    if word in NOT_HERE or word.startswith(("/", "http", "var/")) or not re.fullmatch(r"[\w./*-]+", word):
        return False
    folder, slash, _rest = word.partition("/")
    return (bool(slash) and folder in FOLDERS) or bool(re.search(rf"\.({'|'.join(ENDINGS)})$", word))


def exists(path, beside):
    """A name without a folder may stand anywhere; with a `*` one file that fits is enough."""
    if "/" not in path:
        return any(
            next((ROOT / folder).rglob(path), None) or (ROOT / folder / path).exists() for folder in (*FOLDERS, ".")
        )
    return any(next(folder.glob(path.rstrip("/")), None) for folder in (ROOT, beside))


def headings(document):
    """The anchors of a document's headings, as the sites make them that show it."""
    lines = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in lines}


@pytest.mark.parametrize("document", DOCUMENTS, ids=identity)
def test_every_file_that_is_named_exists(document):
    named = sorted({word for word in words(document.read_text(encoding="utf-8")) if is_path(word)})
    assert [path for path in named if not exists(path, document.parent)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=identity)
def test_every_link_leads_to_a_document_and_a_heading(document):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        path, _, heading = target.partition("#")
        if path.startswith("http"):
            continue
        place = document.parent / path if path else document
        if not place.exists() or (heading and heading not in headings(place)):
            broken.append(target)
    assert broken == []


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "decisions"
    linked = set(re.findall(r"\]\((\S+\.md)\)", (folder / "README.md").read_text()))
    assert linked == {path.name for path in folder.glob("*.md")} - {"README.md"}


def test_every_decision_says_when_to_think_again():
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        if path.name != "README.md":
            assert "## Think again when" in path.read_text(), path.name


def test_the_version_is_that_of_the_change_log():
    changes = (ROOT / "CHANGELOG.md").read_text()
    newest = re.search(r"^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$", changes, re.MULTILINE)[1]
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == newest
    assert "## Unreleased\n" in changes


def test_the_hook_runs_what_make_lint_runs():
    """And nothing else: no hook of another repository, which would be fetched."""
    text = (ROOT / ".pre-commit-config.yaml").read_text()
    assert re.findall(r"^ *- repo: (\S+)", text, re.MULTILINE) == ["local"]
    assert re.findall(r"^ *entry: (.+)$", text, re.MULTILINE) == ["make lint"]


def test_every_verb_of_the_architecture_is_in_a_file_beside_it():
    rows = re.findall(r"^\|[^|]+\|([^|]+)\|([^|]+)\|$", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE)
    missing, seen = [], 0
    for verbs, places in rows:
        named = re.findall(r"`(\w+)(?:\.\w+)?`", verbs)
        files = [ROOT / path for path in re.findall(r"`([\w/]+(?:/|\.py))`", places) if (ROOT / path).exists()]
        if not named or not files:
            continue
        seen += 1
        sources = [file for path in files for file in (path.rglob("*.py") if path.is_dir() else [path])]
        text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
        missing += [verb for verb in named if not re.search(rf"^\s*(?:def|class) {verb}\b", text, re.MULTILINE)]
    assert seen > 20
    assert missing == []


# Names of the reader's own, and of others, that stand between backticks.
OTHERS_NAMES = {"PYTEST_ARGS", "what_it_does", "makemigrations", "django_stubs"}
NAME = re.compile(r"(?<![\w./-])([A-Za-z]\w*_\w+|_?[A-Z][A-Z_]{3,}|[A-Z][a-z]+[A-Z]\w+)(?![\w/-])")


def names_in_code():
    return {
        word
        for folder in (*PACKAGES, "tests", "bench", "scripts", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html"}
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }


def test_every_name_in_the_checklists_stands_in_the_code():
    named = {
        name
        for document in ("docs/how-to.md", "docs/architecture.md")
        for word in words((ROOT / document).read_text(encoding="utf-8"))
        for name in NAME.findall(word)
    }
    assert named - names_in_code() - OTHERS_NAMES == set()


def verbs():
    """Yields (verb, the files and folders of its row) of the tables of verbs in the architecture page."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for line in text[text.index("## The way of the data") : text.index("## Rules that hold everywhere")].splitlines():
        cells = line.strip("|").split("|")
        if len(cells) == 3 and "`" in cells[1]:
            places = [ROOT / place for place in re.findall(r"`([^`]+)`", cells[2]) if (ROOT / place).exists()]
            yield from ((verb, places) for verb in re.findall(r"`(\w+)`", cells[1]))


def test_every_verb_is_defined_where_the_architecture_page_says():
    def is_defined(verb, places):
        files = [path for place in places for path in (place.rglob("*.py") if place.is_dir() else [place])]
        defined = re.compile(rf"^\s*(?:def|class) {verb}\b", re.MULTILINE)
        return any(defined.search(path.read_text(encoding="utf-8")) for path in files)

    assert [verb for verb, places in verbs() if not is_defined(verb, places)] == []
    assert len(list(verbs())) > 50
