import time

from certificates import issuing

draw, write = issuing.draw, issuing._write


def slow_draw(facts, design, **seal):
    time.sleep(0.1)
    return draw(facts, design, **seal)


def slow_write(drawn, **facts):
    rows = write(drawn, **facts)
    # Before the commit: the file is in place, the row is not.
    time.sleep(0.1)
    return rows


issuing.CHUNK_MOST, issuing.draw, issuing._write = 1, slow_draw, slow_write
