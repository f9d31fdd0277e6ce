"""What all readers of a roster share: problems, text, spellings, old fonts, reference words.

Pure functions; the first thing to read is `problems`.
"""
