"""The traceability matrix: findings against modules, on the page, as a workbook and on paper.

`matrix` builds it once; the others show it.
"""
