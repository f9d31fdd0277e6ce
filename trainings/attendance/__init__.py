"""Taking attendance: marking half-days, and the grid that pages show.

Every change of a mark is written down.
"""
