"""Ceremonies: planning, dignitaries, the running order with clock times, the handover.

The printed papers are in reports/ceremony.
"""
