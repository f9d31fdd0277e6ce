"""What was imported and collected for the run lasts until it ends: Python does not look for garbage among it.

Models, templates, translations and 9,400 tests are more than a million objects, and the collector walked all of them
again and again: a twelfth of the time of the whole suite. Later objects in cycles are taken away as in the product
(config/settings.py says how often). While a process imports and collects it does not look at all: tests/settings.py, the
first of ours that is read, turns it off.
"""

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    gc.enable()
    gc.collect()
    gc.freeze()
