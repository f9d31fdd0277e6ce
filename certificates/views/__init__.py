"""Pages of certificates, by who opens them: public, officer, coordinator.

Rules are in the rooms beside this folder.
"""
