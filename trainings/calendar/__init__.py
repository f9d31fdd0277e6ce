"""Sessions side by side in time: which of them meet on a day, and the months they stand in.

Which days people and venues are taken; nothing here changes a session.
"""
