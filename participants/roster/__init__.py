"""A roster on its way from file to officers, up to the preview: bytes → sheets → rows → values → outcome.

Nothing here touches the database. The natural way to read it: `reading`, `headers`, `values`, `checking`, `returning`.
"""
