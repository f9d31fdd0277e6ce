"""Where the files of certificates lie: beside all other files on the disk, or in an S3-compatible service of their own."""

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.db import models
from django.utils.functional import LazyObject

ALIAS = "certificates"


def files() -> Any:
    """Returns the storage of certificates: STORAGES["certificates"] where STORAGE_URL names a service, else the default one."""
    return storages[ALIAS] if ALIAS in settings.STORAGES else default_storage


class _Files(LazyObject):
    def _setup(self):
        self._wrapped = files()


class CertificateFile(models.FileField):
    """A file in that storage. Which one it is belongs to the deployment, not to the tables: migrations do not know it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, storage=_Files(), **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        del kwargs["storage"]
        return name, "django.db.models.FileField", args, kwargs
