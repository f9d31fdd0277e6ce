"""Findings: their lifecycle, the register, quick entry, merging alike ones, tables in and out.

Every change of state is a verb of `lifecycle`.
"""
