"""The rule of officers' names, as forms ask it."""

from django import forms

from accounts.refusal import Refused
from participants.officers.names import parse_name


def read_name(form, field):
    """Returns what a form sent for "name_bn" or "name_en", as it is kept; "" where it is empty. ValidationError says what is wrong."""
    return read_text(form.cleaned_data[field], field)


def read_text(text, field):
    """Returns a typed text as the name of this field; see `read_name`."""
    if not (text or "").strip():
        return ""
    try:
        return parse_name(field, text)
    except Refused as no:
        raise forms.ValidationError(str(no)) from no
