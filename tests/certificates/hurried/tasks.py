import itertools
import os
import signal

from certificates.issuing import batches, records
from certificates.storage import chunk_writer

CHUNK = batches.CHUNK_MOST = 6
# Counted are the moments before and after each of the functions below; 0 is never reached.
moments = itertools.count(1)


def may_die():
    if next(moments) == int(os.environ.get("DIES_AT", "0")):
        os.kill(os.getpid(), signal.SIGKILL)


def counted(function):
    def step(*args, **more):
        may_die()
        result = function(*args, **more)
        may_die()
        return result

    return step


records.draw, records.write_rows = counted(records.draw), counted(records.write_rows)
writer = chunk_writer.ChunkWriter
writer.write, writer.sync = counted(writer.write), counted(writer.sync)
