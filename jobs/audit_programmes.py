"""Which programme the audit entries about long work belong to."""

from typing import Any

from accounts.models.audit_programmes import belongs


def _scope(job: Any) -> int | None:
    kind, _colon, number = job.scope.partition(":")
    return int(number) if kind == "programme" and number.isdigit() else None


belongs("jobs.job", find=_scope)
