"""Files that jobs draw for the person who requested them; they expire after a day, or an hour.

The packages above draw them.
"""
