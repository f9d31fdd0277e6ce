"""From bytes to sheets of raw cells: XLSX, XLS, ODS, CSV, each within the limits; and the signs that guard cells.

`reading` chooses the reader; nothing here knows officers or findings, or touches the database.
"""
