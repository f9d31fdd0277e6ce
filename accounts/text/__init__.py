"""Text, numbers and dates as English and Bangla write them, and the one form of names typed at sign-in.

Nothing here reads the database.
"""
