"""Plain values of a drawing: verification codes, printed facts, palettes, and the cache on disk.

No other module of the drawing is imported here.
"""
