"""Operations: log lines, folders for state, the cache with its fallback, mail servers and e-mails as files."""
