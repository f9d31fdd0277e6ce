"""Tables of officers of any length, imported and exported through django-import-export.

`import_jobs` is the way through; `officer_resource` is the table.
"""
