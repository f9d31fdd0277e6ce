"""Makes static/vendor/bootstrap/bootstrap.used.css: the rules of Bootstrap whose classes our pages have. Run it after a new class of
Bootstrap came into a template: `.venv/bin/python scripts/bootstrap.py`. A test says when it was forgotten.
"""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "static" / "vendor" / "bootstrap" / "bootstrap.min.css"
TARGET = SOURCE.with_name("bootstrap.used.css")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"[\w-]+")
# What stands in the attribute, with the tags of templates that may have quotes of their own.
ATTRIBUTE = re.compile(r"""class=["']((?:[^"'{]|\{%.*?%\}|\{\{.*?\}\}|\{)*)["']""")
IN_CODE = re.compile(
    r"""(?:class=\\?["']|css_class=["']|"class": ["']|main_class %\}|wide|classList\.\w+\(["'])([^"'%]*)"""
)


def words_in_use() -> set[str]:
    """Returns every word that is or may become a class of a page."""
    places = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "shetu").glob("*.js")]
    for app in ("accounts", "jobs", "programmes", "participants", "trainings", "certificates", "reports"):
        places += [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    texts = [path.read_text(encoding="utf-8") for path in places]
    found = [one for text in texts for pattern in (ATTRIBUTE, IN_CODE) for one in pattern.findall(text)]
    return {word for one in found for word in WORD.findall(one)}


def used(css: str, words: set[str]) -> str:
    """Returns the rules of a minified sheet whose selectors need no class that is not among the words."""
    return "".join(_kept(css, words))


def _kept(css: str, words: set[str]) -> Iterator[str]:
    for head, body in _rules(css):
        if head.startswith(("@media", "@supports")):
            inner = used(body, words)
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            # Animations of parts that are not here.
            continue
        else:
            selectors = [one for one in _split(head) if set(CLASS.findall(one)) <= words]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _rules(css: str) -> Iterator[tuple[str, str]]:
    css, depth, begun, head = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL), 0, 0, ""
    for place, character in enumerate(css):
        if character == "{":
            if depth == 0:
                head, begun = css[begun:place].strip(), place + 1
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield head.rpartition(";")[2], css[begun:place]
                begun = place + 1


def _split(head: str) -> list[str]:
    """Selectors at commas outside of brackets."""
    return [one for one in re.split(r",(?![^(\[]*[)\]])", head) if one]


if __name__ == "__main__":
    TARGET.write_text(used(SOURCE.read_text(encoding="utf-8"), words_in_use()), encoding="utf-8")
    print(TARGET.name, TARGET.stat().st_size)
