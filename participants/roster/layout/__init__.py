"""Where the list is in a workbook: titles, rows of headings, the meaning of each column, rows that are no people.

Headings are matched in `headers` by the words of `heading_words`.
"""
