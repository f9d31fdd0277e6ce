"""Runs a command on a tether: `python -m jobs.processes.die_with_parent PARENT COMMAND…` ends when the process PARENT does, in any way.

A program of its own rather than a preexec_fn, which is not safe in a supervisor that has threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent, command):
    """Becomes `command` (list of str), to be killed with its parent. Linux only; elsewhere the tether is missing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        # The parent died before the tether was tied.
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 -- the command is ours


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
