"""Forms of the views of a plan that people keep under a name."""

from django import forms


class RenamedViewForm(forms.Form):
    name = forms.CharField(label="Nom de la vue", max_length=60)


class SavedViewForm(RenamedViewForm):
    """A name for the list whose address is `query`."""

    is_shared = forms.BooleanField(
        label="Pour tous ceux qui lisent ce plan",
        required=False,
        help_text="Sinon, vous seul la voyez.",
    )
    query = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, may_share: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Nobody shares what they may not edit: the answer is then False.
        self.fields["is_shared"].disabled = not may_share
        if not may_share:
            self.fields["is_shared"].widget = forms.HiddenInput()
