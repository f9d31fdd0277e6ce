"""The roster of a session: imported, decided row by row, corrected, applied, undone.

What a roster does to officers is participants/roster_import.
"""
