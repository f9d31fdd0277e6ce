"""A file that belongs to a record: checked on upload, stored under a random name, sent by a view."""

import uuid
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.files import uploaded_documents


def _stored_name(instance: Any, name: str) -> str:
    """The uploaded name may reveal too much; it is stored in the row, not on the disk."""
    return f"documents/{uuid.uuid4().hex}"


class DocumentFile(FieldFile):
    @property
    def url(self) -> str:
        """The address of the view that checks permissions; the file itself has none."""
        return reverse("programme:document", args=[self.instance._meta.model_name, self.instance.pk])


class DocumentField(models.FileField):
    """A file of a kind that programmes.files.uploaded_documents knows. Fills `file_name` and `file_size` of its record."""

    attr_class = DocumentFile

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("upload_to", _stored_name)
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("help_text", uploaded_documents.HELP)
        super().__init__(verbose_name, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        uploaded_documents.validate(value)

    def formfield(self, **kwargs: Any) -> Any:
        words = {
            "required": _("Choose a file."),
            "missing": _("Choose a file."),
            "empty": _("The file is empty. Choose another one."),
        }
        return super().formfield(**{"error_messages": words, **kwargs})

    def save_form_data(self, instance: Any, data: Any) -> None:
        super().save_form_data(instance, data)
        if data is False:
            instance.file_name, instance.file_size = "", 0
        elif data and not getattr(data, "_committed", False):
            instance.file_name, instance.file_size = uploaded_documents.shown_name(data.name), data.size


class WithDocument(models.Model):
    """Base of records that may carry one file."""

    file = DocumentField(_("file"), blank=True)
    file_name = models.CharField(_("name of the file"), max_length=160, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(_("size of the file, in bytes"), default=0, editable=False)

    class Meta:
        abstract = True

    def attach(self, upload: Any) -> None:
        """Attaches an uploaded file to the unsaved record. Refused when its kind is not allowed."""
        uploaded_documents.check(upload)
        field: Any = self._meta.get_field("file")
        field.save_form_data(self, upload)
