"""Results for donors and police headquarters: numbers of people, never a name, on a page and in a workbook.

What is hidden is worked out for the whole programme, so that no part of it tells more.
"""
