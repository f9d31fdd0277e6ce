"""Forms for programmes."""

from django import forms
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from programmes.models import Programme
from programmes.models.programme import Strand


class ProgrammeForm(forms.ModelForm):
    """A programme; its strands are chosen from a closed list."""

    strands = forms.MultipleChoiceField(
        choices=Strand.choices,
        required=False,
        label=Programme._meta.get_field("strands").verbose_name,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = Programme
        fields = (
            "code",
            "short_title_en",
            "short_title_bn",
            "title_en",
            "title_bn",
            "objective_en",
            "objective_bn",
            "strands",
            "countries",
            "goals",
            "starts_on",
            "ends_on",
            "is_public",
        )
