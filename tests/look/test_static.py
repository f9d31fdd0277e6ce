"""The files behind the look: all ours, all named, all collectable."""

import re
import sys

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont

from accounts.ui import icons
from config import settings as product
from config.unfold import SIDEBAR
from programmes.places.map_outlines import outlines_drawing
from tests import catalogue

sys.path.insert(0, str(settings.BASE_DIR / "scripts"))
import bootstrap

STATIC = settings.BASE_DIR / "static"
SHEETS = sorted(STATIC.rglob("*.css"))


def test_the_files_are_collected_under_names_that_change_with_them(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": product.STORAGES["staticfiles"]}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list((tmp_path / "shetu").glob("shetu.*.css"))
    assert list((tmp_path / "vendor" / "fonts" / "inter").glob("*.woff2"))
    # The list of all files lies where no browser reaches.
    assert list(tmp_path.rglob("staticfiles*")) == []
    assert re.fullmatch(r"/static/shetu/shetu\.\w+\.css", storages["staticfiles"].url("shetu/shetu.css"))


def test_no_sheet_asks_another_host():
    asked = {
        (sheet.name, address)
        for sheet in SHEETS
        for address in re.findall(r"""(?:url\(|@import\s+)["']?([^"')\s]+)""", sheet.read_text(encoding="utf-8"))
        if address.startswith(("http:", "https:", "//"))
    }
    assert asked == set()


def test_no_file_points_to_a_map_that_is_not_here():
    text_files = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js"}]
    assert [path.name for path in text_files if "sourceMappingURL" in path.read_text(encoding="utf-8")] == []


def test_everything_from_others_has_its_licence_beside_it():
    homes = {path.parent for path in (STATIC / "vendor").rglob("*") if path.suffix in {".css", ".js", ".woff2"}}
    assert [str(home) for home in homes if not (home / "LICENSE").exists()] == []


def test_one_file_for_each_script_holds_all_weights():
    sheet = (STATIC / "shetu" / "shetu.css").read_text(encoding="utf-8")
    fonts = re.findall(r"url\((\.\./vendor/fonts/[^)]+)\)", sheet)
    assert len(fonts) == 2
    for font in fonts:
        axes = TTFont((STATIC / "shetu" / font).resolve())["fvar"].axes
        assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in axes] == [("wght", 400, 700)]


def test_the_fonts_have_every_letter_of_the_words():
    """A letter that is missing is drawn in another face in the middle of a word."""
    folder = STATIC / "vendor" / "fonts"
    letters = {letter for path in folder.rglob("*.woff2") for letter in TTFont(path).getBestCmap()}
    messages = catalogue.messages_in(catalogue.SOURCE.read_text(encoding="utf-8"))
    words = "".join("".join((*message.english, *message.bangla)) for message in messages)
    outside = {letter for letter in words if letter.isalpha() and ord(letter) not in letters}
    assert outside == set()


def test_bootstrap_has_the_classes_that_templates_have():
    words = bootstrap.words_in_use()
    wanted = bootstrap.used(bootstrap.SOURCE.read_text(encoding="utf-8"), words)
    here = bootstrap.TARGET.read_text(encoding="utf-8")
    classes = set(bootstrap.CLASS.findall(wanted))
    assert classes - set(bootstrap.CLASS.findall(here)) == set(), "Run .venv/bin/python scripts/bootstrap.py"


def test_the_shapes_of_the_sidebar_are_in_their_file():
    names = [entry[1] for _title, entries in SIDEBAR for entry in entries]
    assert (STATIC / "shetu" / "menu.svg").read_text(encoding="utf-8") == icons.sprite(
        [*names, "chevron-down", *icons.SHARED]
    )


def test_drawings_that_browsers_keep_are_those_of_the_house():
    for name, drawing in (("districts", outlines_drawing()), ("wordmark", icons.wordmark_file())):
        assert (STATIC / "shetu" / f"{name}.svg").read_text(encoding="utf-8") == drawing, name


def test_the_kept_wordmark_has_every_shape_and_its_own_colours():
    page, file = render_to_string("look/_wordmark.html"), icons.wordmark_file()
    assert [file.count(shape) for shape in ("<path", "<circle")] == [
        page.count(shape) for shape in ("<path", "<circle")
    ]
    assert "class=" not in file
    assert file.count("var(--sh-") == page.count("sh-wm-") == 3


def test_a_chip_of_a_long_table_has_a_shape_of_the_file():
    assert "#check-circle-fill" in icons.chip("ok", "Completed", shared=True)
    with pytest.raises(LookupError, match="SHARED"):
        icons.chip("bad", "Revoked", shared=True)


def test_parts_use_only_tokens_that_exist():
    sheet = "\n".join(path.read_text(encoding="utf-8") for path in sorted((STATIC / "shetu").glob("*.css")))
    known = set(re.findall(r"(--sh-[\w-]+)\s*:", sheet))
    assert set(re.findall(r"var\((--sh-[\w-]+)", sheet)) - known == set()


def test_a_dark_phone_gets_the_same_colours_as_a_dark_account():
    sheet = (STATIC / "shetu" / "shetu.css").read_text(encoding="utf-8")
    dark = re.search(r'\[data-bs-theme="dark"\], \.dark \{(.*?)\}', sheet, re.DOTALL)[1]
    auto = re.search(r'prefers-color-scheme: dark\) \{ \[data-bs-theme="auto"\] \{(.*?)\}', sheet, re.DOTALL)[1]
    assert auto.split() == dark.split()
