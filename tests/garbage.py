"""Python looks for garbage less often: what was imported and collected for the run lasts until it ends.

Models, templates, translations and 7,600 tests are more than a million objects, and the collector walked all of them
again and again: a twelfth of the time of the whole suite. Objects in cycles are still taken away, only later.
"""

import gc

import pytest

# Objects made since the last look at the youngest; Python's own number is 700.
YOUNG = 20_000


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
