"""A roster on its way from file to officers, up to the preview: sheets → rows → values → outcome.

Nothing here touches the database. Sheets come from `programmes/workbooks/`. The natural way to read it: `headers`, `values`,
`checking`, `returning`.
"""
