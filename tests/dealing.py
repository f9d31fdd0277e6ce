"""How `-n` deals the tests to processes: one by one, but those that share a browser and a running Shetu to one process."""

from xdist.scheduler import LoadScopeScheduling


class SharedBrowser(LoadScopeScheduling):
    """What `--dist loadgroup` stands for here.

    Its own way, the mark xdist_group, has no effect with pytest 9.2 (pytest-xdist issue 1386): every process would start
    a Shetu of its own.
    """

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        if path.startswith("tests/admin_walk/"):
            return "tests/admin_walk"  # one world for all of it
        if path.startswith("tests/browser/"):
            return "tests/browser"
        return path if "browser" in path else nodeid
