"""Prints which of the libraries named as arguments cannot be opened on the path that this process was started with."""

import ctypes
import sys

for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
