"""Workers that send to a folder, write down every letter they hand over, and stand still after one of them."""

SUBSCRIBERS = 500
# Letters in the folder by then; the last ones are within a handful, not yet written down in the database.
STANDS_STILL_AFTER = 250
