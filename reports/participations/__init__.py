"""The rows behind participations and unique officers: chosen by period, place and sex, and exported.

What a number counts and what its link shows are chosen by the same code.
"""
