"""Prints what the environment of a program must hold so that its clock begins at a moment and runs on, a line each.

Usage: python3 scripts/false_clock.py "2027-12-31 23:40:00" (UTC)
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import debian

ROOT = Path(__file__).resolve().parent.parent


def environment(moment, *, now, library):
    """Returns {name: value}. moment: text in UTC, "2027-12-31" or with the time; library: Path of libfaketime.

    Raises ValueError for a moment that cannot be read.
    """
    then = datetime.fromisoformat(moment)
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return {
        "LD_PRELOAD": str(library),
        # A difference and not the moment itself, so that every process, whenever it starts, has the same time.
        "FAKETIME": f"{round((then - now).total_seconds()):+d}",
        # The waits of Python's threads go by the monotonic clock, past the library.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # Times of files stay true, whatever the version of the C library.
        "NO_FAKE_STAT": "1",
    }


def main(arguments):
    """Prints the lines and returns the exit code."""
    [moment] = arguments
    library = debian.false_clock(ROOT / ".libs")
    if not library:
        print(
            "The library for a false clock is missing. Install it:\n    sudo apt-get install libfaketime",
            file=sys.stderr,
        )
        return 1
    try:
        wanted = environment(moment, now=datetime.now(UTC), library=library)
    except ValueError:
        print(f'DATE must be a moment in UTC such as "2027-12-31 23:40:00", not "{moment}".', file=sys.stderr)
        return 1
    print("\n".join(f"{name}={value}" for name, value in wanted.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
