"""Registers to which programme the audit entries about objects of this app belong (accounts/models/audit_programmes.py)."""

from accounts.models.audit_programmes import belongs

belongs("programmes.programme", "pk", is_access=True)
belongs("programmes.teammember", "programme", is_access=True)
belongs("programmes.invitation", "programme", is_access=True)
belongs("programmes.consultationdocument", "consultation__programme")
belongs("programmes.casestudy", "consultation__programme")
belongs("programmes.findingsource", "finding__programme")
belongs("programmes.distinctfindings", "one__programme")
belongs("programmes.libraryversion", "resource__programme")
belongs("programmes.newspicture", "news__programme")
belongs("programmes.newsmailing", "news__programme")
belongs("programmes.milestone", "workstream__programme")
belongs("programmes.milestoneevidence", "milestone__workstream__programme")
belongs("programmes.curriculumstep", "workstream__programme")
belongs("programmes.strategyclause", "workstream__programme")
belongs("programmes.clausecomment", "clause__workstream__programme")
belongs("programmes.communicationmessage", "workstream__programme")
