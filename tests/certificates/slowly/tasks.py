import itertools

from certificates.issuing import batches
from tests.certificates.slowly import COMMITTED
from tests.standing_still import stand_still

write, chunks = batches._write, itertools.count()


def write_and_stand_still(drawn, **facts):
    rows = write(drawn, **facts)
    if next(chunks) == COMMITTED:
        # Before the commit: the file is in place, the row is not.
        stand_still()
    return rows


batches.CHUNK_MOST, batches._write = 1, write_and_stand_still
