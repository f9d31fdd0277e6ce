import itertools

from certificates.issuing import batches, records
from tests.certificates.slowly import COMMITTED
from tests.standing_still import stand_still

write, chunks = records.write_rows, itertools.count()


def write_and_stand_still(drawn, **facts):
    rows = write(drawn, **facts)
    if next(chunks) == COMMITTED:
        # Before the commit: the file is in place, the row is not.
        stand_still()
    return rows


batches.CHUNK_MOST, records.write_rows = 1, write_and_stand_still
