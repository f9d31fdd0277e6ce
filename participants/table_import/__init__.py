"""Tables of officers of any length, imported and exported through django-import-export.

`import_jobs` has the steps from upload to apply; `officer_resource` reads and writes the table.
"""
