"""Reads the address of an S3-compatible service. Its client package is needed only where one is configured."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER, ATTEMPTS = 5, 30, 3


def object_storage(address: str, *, access_key: str, secret_key: str) -> dict[str, Any]:
    """Returns the entry of STORAGES for `s3://bucket/folder?endpoint=https://…&region=…`, {} for a folder on the disk.

    Without keys the service takes those of the machine (role, profile). Raises ImproperlyConfigured by the name of the setting.
    """
    parts = urlsplit(address)
    if parts.scheme in ("", "file") and (not address or parts.path):
        return {}
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc:
        raise ImproperlyConfigured(
            "STORAGE_URL must begin with file:// and name a folder, or look like s3://bucket?endpoint=https://files.example."
        )
    if bool(access_key) != bool(secret_key):
        raise ImproperlyConfigured("STORAGE_ACCESS_KEY and STORAGE_SECRET_KEY belong together; one of them is missing.")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(
            "STORAGE_URL names an S3 service, for which a package is missing: pip install 'django-storages[s3]==1.14.6'."
        )
    from botocore.config import Config  # noqa: PLC0415 -- only where a service is named

    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    endpoint = asked.get("endpoint")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": endpoint,
            "region_name": asked.get("region"),
            "access_key": access_key or None,
            "secret_key": secret_key or None,
            # Names are drawn and never given twice, so nothing is asked before a file is sent.
            "file_overwrite": True,
            "default_acl": None,
            "signature_version": "s3v4",
            "client_config": Config(
                connect_timeout=SECONDS_TO_CONNECT,
                read_timeout=SECONDS_TO_ANSWER,
                retries={"total_max_attempts": ATTEMPTS},
                signature_version="s3v4",
                s3={"addressing_style": "path" if endpoint else "auto"},
            ),
        },
    }
