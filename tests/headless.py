"""The browser of the tests: which program it is, and how it is started."""

import os
import shutil

# Without the windows and services of the whole browser, for a third less of a core; the whole one does as well.
PROGRAMS = ("chromium-headless-shell", "chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


def how(*flags):
    """Returns the words that Playwright starts the browser with; `flags` are added to those of every test."""
    return {"executable_path": program(), "args": [*FLAGS, *flags]}


def program():
    """The path of the browser: CHROMIUM, else the first of PROGRAMS on the path."""
    found = filter(None, map(shutil.which, PROGRAMS))
    return os.environ.get("CHROMIUM") or next(found, f"/usr/bin/{PROGRAMS[-1]}")
