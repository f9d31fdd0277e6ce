"""Files drawn as long work: kept for a day, for the person who asked.

The rooms above draw them.
"""
