"""The contents of pages that read across apps: start pages, officer, session, programme, people and access."""
