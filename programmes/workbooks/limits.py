"""Limits on the size of lists, checked before and while a file is read."""

BYTES = 10 * 1024 * 1024
UNPACKED_BYTES = 200 * 1024 * 1024
ENTRIES = 500
SHEETS = 60
SHEET_NAME = 100
FONT_NAME = 100
DATA_ROWS = 20_000
# A small table that a page reads at once, while somebody waits: less of it.
PAGE_BYTES = 3 * 1024 * 1024
PAGE_ROWS = 500
# Titles, headings and signatures around the data.
OTHER_ROWS = 100
BLANK_ROWS_TOGETHER = 1_000
COLUMNS = 100
CELL_LENGTH = 2_000
# With formatted cells without a value, which take time too.
CELLS = 4_000_000
# Texts that cells share; a list with a text of its own in every cell has fewer.
SHARED_TEXTS = 2_000_000
MERGED_RANGES = 20_000
# The longest time (s) and the most memory (bytes) for a workbook of the old kind, read in a process of its own.
OLD_EXCEL_SECONDS = 30
OLD_EXCEL_MEMORY = 1024 * 1024 * 1024
