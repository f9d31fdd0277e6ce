"""Static files that were collected once are laid beside each Shetu of the tests: collecting takes a core five seconds.

`manage.py prepare` still looks whether they are those of the source, and collects them where they are not.
"""

import os
import shutil
from pathlib import Path

from tests.kept_tables import kept_folder, one_at_a_time

# Below the folder of a Shetu's state: what is served, the list of it, and what it was made of.
PLACES = ("static", "manifest", "run/static-files.sha256")


def lay_down(var_dir):
    """Puts what was kept, if anything, where the Shetu with this folder of state looks for it."""
    with one_at_a_time(kept_folder() / "collected.lock"):
        _link(_kept(), Path(var_dir))


def keep(var_dir):
    """Keeps what this Shetu collected, unless it is there already."""
    with one_at_a_time(kept_folder() / "collected.lock"):
        if _stamp(_kept()) != _stamp(Path(var_dir)):
            shutil.rmtree(_kept(), ignore_errors=True)
            _link(Path(var_dir), _kept())


def _kept():
    return kept_folder() / "collected"


def _stamp(folder):
    stamp = folder / PLACES[-1]
    return stamp.read_text() if stamp.exists() else ""


def _link(source, target):
    """The same files under both names; who collects anew removes its own names only."""
    for place in PLACES:
        if (source / place).is_dir():
            shutil.copytree(source / place, target / place, copy_function=_link_file)
        elif (source / place).exists():
            (target / place).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _link_file(source / place, target / place)


def _link_file(source, target):
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)
