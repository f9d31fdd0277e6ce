"""Which programme the audit entries about long work belong to."""

from accounts.audit_trail.programmes import belongs


def _scope(job):
    kind, _colon, number = job.scope.partition(":")
    return int(number) if kind == "programme" and number.isdigit() else None


belongs("jobs.job", find=_scope)
