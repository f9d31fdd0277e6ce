"""What an operator meets: log lines, state folders, the cache that may be away, mail servers and mail as files.

Nothing here knows the domain.
"""
