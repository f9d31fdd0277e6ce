import itertools

from certificates import issuing
from tests.certificates.slowly import COMMITTED
from tests.standing_still import stand_still

write, chunks = issuing._write, itertools.count()


def write_and_stand_still(drawn, **facts):
    rows = write(drawn, **facts)
    if next(chunks) == COMMITTED:
        # Before the commit: the file is in place, the row is not.
        stand_still()
    return rows


issuing.CHUNK_MOST, issuing._write = 1, write_and_stand_still
