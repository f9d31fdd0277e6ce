"""Ceremonies: planning, dignitaries, the running order with clock times, the hand-over (its order and its marks).

The printed papers are in reports/ceremony.
"""
