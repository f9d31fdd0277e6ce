"""Says in one sentence why a port cannot be used, before anything slow begins. Usage: python3 scripts/port.py PORT"""

import errno
import os
import socket
import sys


def complaint(port):
    """A sentence when nothing can listen on `port` (text) of this machine, else None."""
    if not port.isdigit() or not 1 <= int(port) <= 65535:
        return f"PORT must be a number from 1 to 65535, not {port!r}."
    with socket.socket() as attempt:
        # Connections that an earlier server closed a moment ago do not make its port taken.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", int(port)))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return f"Port {port} is taken by another program. Choose another one: PORT={int(port) + 1} make run"
            reason = os.strerror(problem.errno).lower()
            return f"Port {port} cannot be used ({reason}). Choose another one: PORT=8000 make run"
    return None


if __name__ == "__main__":
    found = complaint(sys.argv[1])
    if found:
        sys.exit(found)
