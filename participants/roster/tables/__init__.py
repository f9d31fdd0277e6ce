"""Clean tables of officers, such as our own export: read row by row, so that their length does not matter.

The values of their cells are read as they stand.
"""
