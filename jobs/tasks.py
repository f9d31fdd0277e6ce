"""The tasks of Celery. A message carries one id only; the task reads the row and acts on it."""

from celery import shared_task

from jobs.execution import running, unfinished_files


def _shutting_down() -> bool:
    # Only a worker needs this import; it would cost every web process a fifth of a second.
    from celery.worker import state  # noqa: PLC0415 -- see above

    # An orderly stop is the exit code 0, which is falsy.
    return any(flag is not None and flag is not False for flag in (state.should_stop, state.should_terminate))


@shared_task(acks_late=True, ignore_result=True)
def perform_job(job_id: int) -> None:
    """Performs the job with this id if no worker holds it; otherwise does nothing."""
    running.run(job_id, stopping=_shutting_down)


@shared_task(ignore_result=True)
def remove_unfinished_files() -> None:
    """Removes half-written files that killed workers left. The scheduler runs it each hour; harmless at any time."""
    unfinished_files.remove_stale()
