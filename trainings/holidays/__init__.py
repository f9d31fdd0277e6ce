"""Days on which offices are closed: public holidays, Fridays, Saturdays. A training may be held on them, so they only warn.

The list is shared by all programmes; `load_reference` brings what comes every year.
"""
