"""Classes as a table."""

from django.utils.translation import gettext_lazy as _

from kit.tables import BaseTable, TemplateColumn


class SessionTable(BaseTable):
    """Classes with their seats."""

    title = TemplateColumn(template_name="enrollment/classes/_session_title.html", verbose_name=_("Class"))
    dates = TemplateColumn(
        "{% load days %}{{ record.starts_on|date:'Y-m-d' }} – {{ record.ends_on|short_day }}",
        verbose_name=_("Dates"),
        empty_values=(),
        attrs={"td": {"class": "nowrap"}},
    )
    client = TemplateColumn(
        "{{ record.client.name|default:record.get_kind_display }}", verbose_name=_("Client"), empty_values=()
    )
    taken = TemplateColumn(
        "{{ record.seats_taken }} / {{ record.capacity }}",
        verbose_name=_("Taken"),
        empty_values=(),
        attrs={"th": {"class": "num"}, "td": {"class": "num"}},
    )
    seats_left = TemplateColumn(
        template_name="enrollment/classes/_session_seats_left.html", verbose_name=_("Seats left"), empty_values=()
    )
    state = TemplateColumn(template_name="enrollment/classes/_session_state.html", verbose_name=_("State"))

    empty_icon = "calendar-x"
    empty_title = _("No classes here")
    empty_text = _("An administrator can add one.")
