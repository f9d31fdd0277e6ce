"""Templates without the indentation of their lines: it is for those who write them, and was a fifth of a page with many rows.

It is taken off once, as a template is read, so a request pays nothing. Lines stay lines: errors name the right one.
"""

import re
from collections.abc import Callable

from django.template import Origin
from django.template.loaders import app_directories, filesystem

# What is inside stays as it is: texts that translators know word for word, and where white space is shown.
_KEPT = r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|<(?P<tag>pre|textarea|script|style)\b.*?</(?P=tag)>"
_INDENTATION = re.compile(rf"(?P<kept>{_KEPT})|(?P<lines>[ \t]*\n[ \t]*)", re.DOTALL)


def without_indentation(source: str) -> str:
    """Returns the source of a template of HTML with each line at the margin."""
    return _INDENTATION.sub(lambda found: found["kept"] or "\n", source)


def _read(read: Callable[[Origin], str], origin: Origin) -> str:
    source = read(origin)
    return without_indentation(source) if str(origin.template_name).endswith(".html") else source


class FilesystemLoader(filesystem.Loader):
    """Django's, for the templates of the house."""

    def get_contents(self, origin: Origin) -> str:
        return _read(super().get_contents, origin)


class AppDirectoriesLoader(app_directories.Loader):
    """Django's, for the templates of libraries."""

    def get_contents(self, origin: Origin) -> str:
        return _read(super().get_contents, origin)
