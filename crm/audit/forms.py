"""What narrows the audit page."""

from datetime import UTC, datetime

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from crm.audit.queries import Cursor
from crm.audit.rules.what import What
from kit import dates


class AuditForm(forms.Form):
    """Who, what, and on which days; `after` is the last row of the page before."""

    who = forms.ModelChoiceField(
        User.objects.filter(~Q(role=Role.EDITOR)).order_by("display_name", "username"),
        label=_("Who"),
        required=False,
        empty_label=_("all"),
    )
    what = forms.ChoiceField(label=_("What"), choices=[("", _("all")), *What.choices], required=False)
    since = dates.DayField(label=_("From"), required=False)
    until = dates.DayField(label=_("Until"), required=False)
    after = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def clean_after(self) -> Cursor | None:
        """The row as the query knows it."""
        written = self.cleaned_data["after"]
        if not written:
            return None
        try:
            at, source, pk = written.split("|")
            cursor = Cursor(datetime.fromisoformat(at).astimezone(UTC), int(source), int(pk))
        except (ValueError, OverflowError):
            raise forms.ValidationError(_("There is no such page."), code="invalid") from None
        if not 0 <= cursor.pk < 2**63:
            raise forms.ValidationError(_("There is no such page."), code="invalid")
        return cursor
