"""Officers into sessions and out again: nominations, quotas, the waiting list, the posting frozen on that day.

`enrolment_merge` joins two enrolments of one person.
"""
