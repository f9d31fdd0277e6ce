"""What drawing leaves in its cache (unpacked fonts, artwork of designs) is shared by all processes of the suite.

It is named by the hash of what it was made of, so it is never old. Each process would take two seconds to make it.
"""

import os
from contextlib import suppress
from pathlib import Path

KINDS = ("artwork", "fonts")


def share(var_dir):
    """Lets the Shetu whose state goes to `var_dir` use the cache of the suite, beside the folders of the test processes."""
    cache, shared = Path(var_dir) / "cache", Path(os.environ["VAR_DIR"]).resolve().parent / "drawn"
    for kind in KINDS:
        home, link = shared / kind, cache / kind
        for folder in (home, cache):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            link.symlink_to(home, target_is_directory=True)
