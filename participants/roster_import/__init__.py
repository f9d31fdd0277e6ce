"""A roster on its way into the database: checked, previewed, corrected, applied, undone.

Reading the file is the room `roster`.
"""
