"""The names of officers in forms: parsed by the same rule as everywhere (`names.parse_name`)."""

from django import forms

from accounts.refusal import Refused
from participants.officers.names import parse_name


def read_name(form: forms.BaseForm, field: str) -> str:
    """Returns the name that a form has in "name_bn" or "name_en", as it is stored; "" where it is empty. Raises ValidationError."""
    return read_text(form.cleaned_data[field], field)


def read_text(text: str | None, field: str) -> str:
    """Returns a typed text as it is stored in this field; see `read_name`."""
    if not (text or "").strip():
        return ""
    try:
        return parse_name(field, text)
    except Refused as no:
        raise forms.ValidationError(str(no)) from no
