"""The files behind the look: all ours, all named, all collectable."""

import re

from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command

from config import settings as product

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


def test_the_three_weights_of_both_scripts_are_here():
    sheet = (STATIC / "shetu" / "shetu.css").read_text(encoding="utf-8")
    fonts = re.findall(r"url\((\.\./vendor/fonts/[^)]+)\)", sheet)
    assert len(fonts) == 6
    assert [font for font in fonts if not (STATIC / "shetu" / font).resolve().exists()] == []


def test_parts_use_only_tokens_that_exist():
    sheet = "\n".join(path.read_text(encoding="utf-8") for path in sorted((STATIC / "shetu").glob("*.css")))
    known = set(re.findall(r"(--sh-[\w-]+)\s*:", sheet))
    assert set(re.findall(r"var\((--sh-[\w-]+)", sheet)) - known == set()
