"""Letters and notices of a session: invitation, joining instructions, change, cancellation, thanks.

Their words in both languages, whom they concern, sending them by e-mail; on paper they are drawn by reports/session_letters.
"""
