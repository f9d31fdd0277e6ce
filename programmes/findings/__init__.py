"""Findings: their lifecycle, the register, quick entry, merging, import and export of tables. `lifecycle` has one function
for every change of state.
"""
