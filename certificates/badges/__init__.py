"""Certificates as Open Badges 3.0, which their holders may carry elsewhere: what a badge says, and the list of revoked ones.

A badge is made only for an officer who asks for it, and a worker signs it; the pages hand out what is signed already.
"""
