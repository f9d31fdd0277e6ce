"""Pages of coordinators: issuing, designs, one certificate, corrections, reissues, ceremonies.

All stand inside the admin.
"""
