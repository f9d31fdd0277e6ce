"""From bytes to sheets of raw cells: XLSX, XLS, ODS, CSV, each within the limits.

`reading` chooses the reader; nothing here knows officers.
"""
