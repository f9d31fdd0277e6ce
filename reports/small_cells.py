"""Which numbers observers must not see: those of 1 to 4, and those from which these could be worked out."""

from reports.counting import SMALL_CELL, is_small


def withheld(*partitions):
    """Returns the keys of the cells to hide.

    partitions: {key: count} each, whose cells add up to a total that is shown. A key in two partitions is one cell: hidden in
    one, hidden in both. Where the hidden cells of a partition add up to what could still be a single small group, its
    smallest other cell is hidden with them.
    """
    hidden = {key for cells in partitions for key, count in cells.items() if is_small(count)}
    before = None
    while before != hidden:
        before = set(hidden)
        for cells in partitions:
            hidden |= _companion(cells, hidden)
    return hidden


def _companion(cells, hidden):
    """The cell to hide besides, as a set of one; nothing where none is needed or none is left."""
    own = [count for key, count in cells.items() if key in hidden and count]
    if not own or (len(own) > 1 and max(own) >= SMALL_CELL):
        return set()
    others = [(count, str(key), key) for key, count in cells.items() if count and key not in hidden]
    return {min(others)[2]} if others else set()
