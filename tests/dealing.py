"""How `-n` deals the tests to processes: a file at a time, and what takes long first, so that no core waits in the end."""

from collections import OrderedDict
from functools import cache

from xdist.scheduler import LoadScopeScheduling

from tests.kept_tables import ROOT
from tests.marks import is_long

# One world, or one browser and one running Shetu, for all files of these folders.
TOGETHER = ("tests/admin_walk", "tests/browser")


@cache
def text_of(path):
    file = ROOT / path
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def unit_of(nodeid):
    """Returns the name of what the test is dealt with: its folder, its file, or, if it waits for processes, itself."""
    path = nodeid.partition("::")[0]
    for folder in TOGETHER:
        if path.startswith(f"{folder}/"):
            return folder
    waits = "mark.processes" in text_of(path) and "mark.browser" not in text_of(path)
    return nodeid if waits and 'scope="module"' not in text_of(path) else path


def place_of(unit, tests):
    """Returns where in the order a unit stands: those that share, those that wait, the long ones, and the rest by size.

    A file of one test may take longer than one of a hundred; the last to be dealt are so short that nobody waits for them.
    """
    path = unit.partition("::")[0]
    if path in TOGETHER or "shared_world" in text_of(path) or "mark.browser" in text_of(path):
        return (0, -len(tests))
    if "mark.processes" in text_of(path):
        return (1, -len(tests))
    return (2 if is_long(path) else 3, -len(tests))


class InOrder(LoadScopeScheduling):
    """What `--dist loadgroup` stands for here.

    Its own way, the mark xdist_group, has no effect with pytest 9.2 (pytest-xdist issue 1386): every process would start
    a Shetu of its own. And test by test, the scheduler counts all it ever dealt after each one, while the processes wait.
    """

    _is_in_order = False

    def _split_scope(self, nodeid):
        return unit_of(nodeid)

    def _assign_work_unit(self, node):
        if not self._is_in_order:
            self._is_in_order = True
            self.workqueue = OrderedDict(sorted(self.workqueue.items(), key=lambda one: place_of(*one)))
        super()._assign_work_unit(node)
