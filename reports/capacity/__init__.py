"""Where trained officers serve on a day: counts, page, workbook, and what is hidden from observers.

Names are shown to coordinators only.
"""
