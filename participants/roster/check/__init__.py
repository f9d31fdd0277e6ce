"""The check of a whole roster, and the workbook of rows that is returned to the sender.

Every problem is one of `base.problems`.
"""
