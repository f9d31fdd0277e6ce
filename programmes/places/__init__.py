"""Places of Bangladesh: loading the reference data, and the outlines of districts for maps.

The data and their sources are in programmes/data.
"""
