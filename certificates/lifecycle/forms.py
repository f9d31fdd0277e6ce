"""What officers and coordinators send about certificates that were issued: corrections, revocations, re-issues."""

import unicodedata
from typing import Any, Self, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.access.request_ids import id_of
from accounts.refusal import Refused
from accounts.text.localised_text import date_text, time_text
from accounts.ui.form_layouts import ALL_FIELDS, Actions, Field, FormLayout, Submit
from certificates.lifecycle import corrections
from certificates.lifecycle.reissues import Choice
from certificates.models import Certificate, CertificateBatch, CertificateDesign, CorrectionRequest, SigningCertificate
from participants.models import Rank, Unit
from participants.officers.name_fields import read_name
from programmes.files import evidence as checked_papers
from programmes.models import Programme
from trainings.models import TrainingSession

_JOINERS = "\u200c\u200d"
SENTENCE = {"rows": 2}


def normalised(text: str | None) -> str:
    """Returns a typed text in normal form: single spaces, no control characters; Bangla keeps its joiners."""
    text = unicodedata.normalize("NFC", text or "")
    printable = "".join(one if unicodedata.category(one)[0] != "C" or one in _JOINERS else " " for one in text)
    return " ".join(printable.split())


class _LinesForm(forms.Form):
    """The lines of a certificate that can be corrected; a field left empty changes nothing."""

    EMPTY = _("Choose")

    name_bn = forms.CharField(label=_("Name in Bangla"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    rank = forms.ModelChoiceField(Rank.objects.none(), label=_("Rank at that time"), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit at that time"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rank"].queryset = Rank.objects.order_by("country", "-order")
        self.fields["unit"].queryset = Unit.objects.order_by(*_by_name())
        self.fields["rank"].empty_label = self.fields["unit"].empty_label = self.EMPTY

    def clean_name_bn(self) -> str:
        return read_name(self, "name_bn")

    def clean_name_en(self) -> str:
        return read_name(self, "name_en")


class CorrectionForm(_LinesForm):
    """What should be printed instead. Only what is wrong is filled in.

    printed: {"name_bn", "name_en": text, "rank", "unit": id} as it is; a value that is sent unchanged is no correction.
    """

    EMPTY = _("As it is")

    other = forms.CharField(
        label=_("Something else"),
        help_text=_("What is wrong, and how it should be."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=SENTENCE),
    )
    evidence = forms.FileField(
        label=_("Photo or PDF that shows it"),
        help_text=_("Such as your service record. At most 10 MB; only the coordinators see it."),
        required=False,
        allow_empty_file=True,  # so that the rule can say what to do about it
        widget=forms.FileInput(attrs={"accept": checked_papers.ACCEPTED}),
    )
    note = forms.CharField(
        label=_("Note to the coordinator"), max_length=1000, required=False, widget=forms.Textarea(attrs=SENTENCE)
    )

    unmarked_fields = (*corrections.FIELDS, "other")

    def __init__(self, *args, printed, shows_rank=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.printed = printed
        if not shows_rank:
            del self.fields["rank"], self.fields["unit"]

    @property
    def helper(self) -> FormLayout:
        """For the officer, under the sentence that says what to fill in."""
        return self._laid_out("note")

    @property
    def desk(self) -> FormLayout:
        """For a coordinator who files it for an officer."""
        return self._laid_out(Field("note", label=_("Note, such as who asked")))

    def _laid_out(self, note):
        lines = [field for field in corrections.FIELDS if field in self.fields]
        return FormLayout(*lines, "other", "evidence", note, summary=False)

    def clean_evidence(self) -> UploadedFile | None:
        """A PDF, JPEG or PNG that is what its name says."""
        upload = self.cleaned_data["evidence"]
        if upload:
            try:
                checked_papers.check(upload)
            except Refused as no:
                raise forms.ValidationError(str(no)) from no
        return upload

    def clean(self) -> dict[str, Any]:
        sent = cast("dict[str, Any]", super().clean())
        for field in corrections.FIELDS:
            value = sent.get(field)
            if value and (value.pk if field in corrections.THEN else value) == self.printed.get(field):
                sent[field] = None
        sent["other"], sent["note"] = normalised(sent.get("other")), normalised(sent.get("note"))
        if not self.errors and not any(sent.get(field) for field in (*corrections.FIELDS, "other")):
            raise forms.ValidationError(gettext("Say what is wrong: write at least one line as it should be."))
        return sent

    @classmethod
    def of(cls, request: HttpRequest, **facts: Any) -> Self:
        """Returns the form for a request: what was sent, or empty."""
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        return cls(*sent, **facts)

    @property
    def asked(self) -> dict[str, Any]:
        """What the rule takes: the lines to correct and the note, without the file."""
        return {field: value for field, value in self.cleaned_data.items() if value and field != "evidence"}


def _by_name():
    return ("name_bn",) if (get_language() or "").startswith("bn") else ("name_en",)


class ApprovalForm(_LinesForm):
    """What goes into the record, line by line, and what everyone reads who checks the old certificate."""

    takes = {field: f"take_{field}" for field in corrections.FIELDS}

    take_name_bn = forms.BooleanField(required=False)
    take_name_en = forms.BooleanField(required=False)
    take_rank = forms.BooleanField(required=False)
    take_unit = forms.BooleanField(required=False)
    reason = forms.CharField(
        label=_("Why the old one was replaced, in English"),
        help_text=_("Everyone who checks the old certificate reads it. Name nobody."),
        max_length=300,
    )
    reason_bn = forms.CharField(label=_("The same in Bangla"), max_length=300)

    helper = FormLayout("reason", "reason_bn", summary=False)

    def __init__(self, data=None, *, request: CorrectionRequest):
        asked = {field: getattr(request, field) for field in corrections.FIELDS}
        initial = asked | {f"take_{field}": bool(value) for field, value in asked.items()}
        initial |= {"reason": _reason("en"), "reason_bn": _reason("bn")}
        super().__init__(data, initial=initial)
        for field in corrections.FIELDS:
            # They are in a table whose headings name them, not in fields of the design system.
            self.fields[field].widget.attrs["class"] = "sh-input"
            self.fields[f"take_{field}"].label = gettext("Correct in the record: %(what)s") % {
                "what": self.fields[field].label
            }

    def clean(self) -> dict[str, Any]:
        sent = cast("dict[str, Any]", super().clean())
        for field in corrections.FIELDS:
            if sent.get(f"take_{field}") and not sent.get(field) and field not in self.errors:
                self.add_error(field, gettext("Write what goes into the record, or take the tick away."))
        return sent

    @property
    def changes(self) -> dict[str, Any]:
        """What the rule takes."""
        sent = self.cleaned_data
        return {field: sent[field] for field in corrections.FIELDS if sent[f"take_{field}"]}


def _reason(language):
    with override(language):
        return gettext("What was printed was corrected.")


class BothLanguagesForm(forms.Form):
    """A reason that others read, in both languages."""

    reason = forms.CharField(label=_("Reason in English"), max_length=500, widget=forms.Textarea(attrs=SENTENCE))
    reason_bn = forms.CharField(label=_("Reason in Bangla"), max_length=500, widget=forms.Textarea(attrs=SENTENCE))

    helper = FormLayout(
        Field("reason", help=_("Everyone who checks an old certificate reads it.")),
        "reason_bn",
    )
    to_officer = FormLayout(
        Field("reason", help=_("The officer reads it.")),
        Field("reason_bn", help=_("The officer reads it.")),
        Actions(Submit(_("Decline the request"), look="danger")),
    )


class PublicReasonForm(BothLanguagesForm):
    """A reason that everyone reads who checks the certificate, and which certificates it is about."""

    MOST_LETTERS = 40_000
    certificates = forms.CharField(widget=forms.HiddenInput, max_length=MOST_LETTERS)

    helper = FormLayout(
        "certificates",
        Field("reason", help=_("Everyone who checks the certificate reads it. Name nobody.")),
        "reason_bn",
    )

    def clean_certificates(self) -> list[int]:
        """Numbers with commas between them; returns them as a list."""
        ids = [id_of(part) for part in self.cleaned_data["certificates"].split(",")]
        if None in ids:
            raise forms.ValidationError(gettext("Choose the certificates from the list."))
        return cast("list[int]", ids)


class DeclineForm(forms.Form):
    """Why a second person declines what another one proposed."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs=SENTENCE))


class ReissueForm(forms.Form):
    """Which certificates are issued anew. Narrower with each choice."""

    unmarked_fields = ALL_FIELDS

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    session = forms.ModelChoiceField(
        TrainingSession.objects.none(), label=_("Session"), required=False, empty_label=_("Any"), to_field_name="code"
    )
    batch = forms.ModelChoiceField(
        CertificateBatch.objects.none(), label=_("Batch"), required=False, empty_label=_("Any")
    )
    key = forms.ModelChoiceField(
        SigningCertificate.objects.none(), label=_("Signed with the key"), required=False, empty_label=_("Any")
    )
    old_design = forms.ModelChoiceField(
        CertificateDesign.objects.none(), label=_("Printed with the design"), required=False, empty_label=_("Any")
    )
    certificate = forms.ModelChoiceField(
        Certificate.objects.none(), required=False, to_field_name="serial", widget=forms.HiddenInput
    )
    new_design = forms.ModelChoiceField(
        CertificateDesign.objects.none(),
        label=_("Design of the new ones"),
        required=False,
        empty_label=_("The one that new certificates of their level get"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.coordinated_by(user)
        designs = CertificateDesign.objects.coordinated_by(user)
        live = Certificate.objects.live().filter(enrolment__session__phase__programme__in=programmes)
        batches = CertificateBatch.objects.filter(session__phase__programme__in=programmes).select_related("session")
        self.fields["programme"].queryset = programmes
        self.fields["session"].queryset = TrainingSession.objects.coordinated_by(user).filter(
            pk__in=live.values("enrolment__session")
        )
        self.fields["batch"].queryset = batches.filter(pk__in=live.values("batch"))
        self.fields["key"].queryset = SigningCertificate.objects.filter(pk__in=live.values("signed_with"))
        self.fields["old_design"].queryset = designs.filter(pk__in=live.values("design"))
        self.fields["new_design"].queryset = designs
        self.fields["certificate"].queryset = live
        self.fields["session"].label_from_instance = lambda one: f"{one.code} · {one.title}"
        self.fields["batch"].label_from_instance = _batch_in_words
        self.fields["key"].label_from_instance = lambda one: f"{one.name} ({one.grouped_fingerprint[:23]}…)"

    @property
    def choice(self) -> Choice:
        """What the rule takes."""
        return Choice(**self.cleaned_data)


def _batch_in_words(batch):
    at = timezone.localtime(batch.created_at)
    return f"{batch.session.code} · {date_text(at, get_language())}, {time_text(at, get_language())}"
