"""Tables of officers, such as our own export: read row by row, so that memory does not grow with their length.

Most cells need no parsing.
"""
