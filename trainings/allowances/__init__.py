"""What officers are due for coming, what was paid, and what a session cost.

Amounts follow from attendance by one rule; money is in taka.
"""
