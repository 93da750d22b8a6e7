"""What the address of the calendar says."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultants.models import Consultant
from crm.desk.queries import calendar
from crm.desk.rules.calendar import Span
from kit.dates import DayField


class CalendarForm(forms.Form):
    """Which days are shown, and whose calendar; without a desk the own one, a manager's all."""

    show = forms.ChoiceField(choices=Span, required=False)
    on = DayField(required=False)
    of = forms.ModelChoiceField(
        Consultant.objects.all(), label=_("Whose calendar"), required=False, empty_label=_("All desks")
    )

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        """Offer the desks that the user may see."""
        super().__init__(*args, **kwargs)
        self.user = user
        field = cast("forms.ModelChoiceField[Consultant]", self.fields["of"])
        field.queryset = calendar.desks(user, at)
        if not user.sees_all_leads:
            field.empty_label = None

    @property
    def span(self) -> Span:
        """A week, or a month."""
        return Span(self.cleaned_data.get("show") or Span.WEEK)

    def day(self, today: date) -> date:
        """The day around which days are shown."""
        return cast("date", self.cleaned_data.get("on") or today)

    @property
    def desk(self) -> Consultant | None:
        """Whose calendar; None for all desks."""
        chosen = cast("Consultant | None", self.cleaned_data.get("of"))
        if chosen is None and not self.user.sees_all_leads:
            return Consultant.objects.filter(user=self.user).first()
        return chosen
