"""What all readers of a roster share: limits, cells and sheets, problems, text, spellings, old fonts, reference words.

Pure functions; the first thing to read is `problems`.
"""
