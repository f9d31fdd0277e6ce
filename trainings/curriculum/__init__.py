"""Which module answers which finding, seen from either side.

Courses and modules themselves are models.
"""
