"""What the sessions of the demonstration show beside officers and marks: letters, allowances, incidents.

Every figure and text is invented.
"""
