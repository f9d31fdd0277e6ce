"""As in tests/jobs/counting, with the slow folder for mail."""

from tests.jobs.counting.settings import *  # noqa: F403

EMAIL_BACKEND = "tests.programmes.news.mailing.backend.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"  # noqa: F405
