"""What can happen to an issued certificate: corrections, reissues, revocations, and its history.

A certificate is never changed; a new one replaces it.
"""
