"""Organisations as a table."""

from django.utils.translation import gettext_lazy as _

from kit.tables import BaseTable, Column, TemplateColumn

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


class OrganisationTable(BaseTable):
    """Organisations with the numbers of their leads."""

    name = Column(verbose_name=_("Organisation"), linkify=True)
    kind = Column(verbose_name=_("Kind"), empty_values=())
    open_count = Column(verbose_name=_("Open leads"), attrs=NUMBER)
    open_people = Column(verbose_name=_("People in them"), attrs=NUMBER)
    lead_count = Column(verbose_name=_("All leads"), attrs=NUMBER)
    last_asked_at = TemplateColumn(
        "{% load days %}{% if record.last_asked_at %}{{ record.last_asked_at|short_day }}{% endif %}",
        verbose_name=_("Last asked"),
        attrs={"td": {"class": "nowrap"}},
    )

    empty_icon = "building-2"
    empty_title = _("No organisation here")
    empty_text = _("An organisation appears with its first lead, or when it is written into a lead.")
