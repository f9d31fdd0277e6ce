"""Look-ups of service numbers that another programme holds: a limit per person and day.

A row that waits reveals that its number is on record. To prevent tests with guessed numbers, every such match is counted per
person and day, and the programme that holds the record can see the counts.
"""
