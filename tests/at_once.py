"""Two people at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from accounts.refusal import Refused


def at_once(*acts):
    """Runs the acts together; returns the sentences of those that were refused. Anything else that goes wrong is raised."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            act()
        except Refused as no:
            return str(no)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as threads:
        return [sentence for sentence in threads.map(run, acts) if sentence]
