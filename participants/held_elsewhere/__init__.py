"""Service numbers that another programme holds: how many of them a person may meet in a day.

That a row waits tells that its number is on record somewhere. Nobody may ask that of a list of guessed numbers, so every such
answer is counted per person and day, and told to the programme that holds the record.
"""
