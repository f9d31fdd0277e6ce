"""Runs a command that ends with its parent: `python -m jobs.processes.die_with_parent PARENT COMMAND…`.

The kernel kills COMMAND when the process PARENT ends, however that happens.

A program of its own rather than a preexec_fn, which is not safe in a supervisor that has threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Replaces this process by `command`, which the kernel kills with its parent. On Linux only; elsewhere it is not killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        # The parent ended before the call above.
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 -- the command is ours


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
