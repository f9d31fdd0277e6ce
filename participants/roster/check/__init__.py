"""The check of a whole roster, and the workbook of rows that goes back to the sender.

Every problem is one of `base.problems`.
"""
