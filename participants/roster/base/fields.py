"""The fields of an officer that lists and tables can have: one definition for all who read, compare or write them."""

NAME_FIELDS = ("name_en", "name_bn")
# Columns that may hold a name: "name" is one column for names in either script.
NAME_COLUMNS = ("name", *NAME_FIELDS)
# Fields that a posting has; rank and unit of an officer are those of the latest posting.
POSTED_FIELDS = ("rank", "unit")
# What the check compares with the record, in the order in which changes are listed.
COMPARED_FIELDS = (
    *NAME_FIELDS,
    *POSTED_FIELDS,
    "sex",
    "district",
    "designation",
    "mobile",
    "email",
    "joined_on",
    "honours",
)
# The columns of a table of officers.
OFFICER_FIELDS = ("service_number", *COMPARED_FIELDS)
