import pytest

from participants.roster.base.reference import Reference


@pytest.fixture(scope="session")
def reference():
    """Ranks, units and places as the product ships them."""
    return Reference.from_csv()
