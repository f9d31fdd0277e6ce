"""From the text of one cell to a value: names, numbers, dates, ranks, units, places.

`values` reads a whole row with them.
"""
