"""The doorbell: one id in, look it up, do what the row says."""

from celery import shared_task

from jobs.execution import running, unfinished_files


def _shutting_down():
    # Only a worker needs it; importing it costs every web process a fifth of a second.
    from celery.worker import state  # noqa: PLC0415 -- see above

    # An orderly stop is the exit code 0, which is falsy.
    return any(flag is not None and flag is not False for flag in (state.should_stop, state.should_terminate))


@shared_task(acks_late=True, ignore_result=True)
def perform_job(job_id):
    """Performs the job with this id if it is free; otherwise does nothing."""
    running.run(job_id, stopping=_shutting_down)


@shared_task(ignore_result=True)
def remove_unfinished_files():
    """Removes half-written files that killed workers left. Rung each hour by the scheduler; harmless at any time."""
    unfinished_files.remove_stale()
