"""A house whose only work writes down numbers, slowly."""

from tests import workers
from tests.workers import ROOT, redis_that_answers

__all__ = ["ROOT", "House", "redis_that_answers"]


class House(workers.House):
    preparation = """
from jobs.requesting import request
request("tests.count", by=None)
"""

    def numbers(self):
        """Returns the numbers that were written down, in order."""
        return [number for (number,) in self.ask("SELECT number FROM counting_counted ORDER BY number")]
