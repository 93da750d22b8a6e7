"""Leads, organisations and users as tables."""

from django.utils.translation import gettext_lazy as _

from crm.desk.rules.lead_list import COLUMNS
from kit.tables import BaseTable, Column, TemplateColumn

NOWRAP = {"td": {"class": "nowrap"}}
NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


class LeadTable(BaseTable):
    """Leads, each with a box to choose it by."""

    chosen = TemplateColumn(
        template_name="crm/desk/_lead_choice.html",
        verbose_name=_("Choose"),
        empty_values=(),
        attrs={"th": {"class": "choice"}, "td": {"class": "choice"}},
    )
    name = TemplateColumn(template_name="crm/desk/_lead_cell.html", verbose_name=_("Name and organisation"))
    stage = Column(accessor="get_stage_display", verbose_name=COLUMNS["stage"], attrs=NOWRAP)
    head_count = Column(verbose_name=COLUMNS["head_count"], default="—", attrs=NUMBER)
    theme = Column(verbose_name=COLUMNS["theme"], default="—")
    month = Column(verbose_name=COLUMNS["month"], default="—")
    owner = Column(verbose_name=COLUMNS["owner"], default=_("in the pool"), attrs=NOWRAP)
    next_step_at = TemplateColumn(
        "{% include 'crm/leads/_clock.html' with lead=record %} {{ record.next_step_note }}",
        verbose_name=COLUMNS["next_step_at"],
        empty_values=(),
    )
    last_asked_at = TemplateColumn(
        "{% load days %}{{ record.last_asked_at|short:now }}", verbose_name=COLUMNS["last_asked_at"], attrs=NOWRAP
    )
    tags = TemplateColumn(
        "{% for tag in value %}<span class='badge badge-muted'>{{ tag }}</span> {% endfor %}",
        verbose_name=COLUMNS["tags"],
    )
    source = Column(accessor="get_source_display", verbose_name=COLUMNS["source"], attrs=NOWRAP)
    phone = Column(accessor="masked_phone", verbose_name=COLUMNS["phone"], attrs=NOWRAP)
    budget = TemplateColumn("¥{{ value }}", verbose_name=COLUMNS["budget"], attrs=NUMBER)
    asked_at = TemplateColumn(
        "{% load days %}{{ record.asked_at|short:now }}", verbose_name=COLUMNS["asked_at"], attrs=NOWRAP
    )

    empty_icon = "search-x"
    empty_title = _("No lead matches")
    empty_text = _("Try fewer words, or clear the filters.")


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


class UserTable(BaseTable):
    """Users with what they work as."""

    display_name = TemplateColumn(template_name="crm/desk/_user_name.html", verbose_name=_("User"), empty_values=())
    role = TemplateColumn(template_name="crm/desk/_user_role.html", verbose_name=_("Role"))
    email = Column(verbose_name=_("E-mail"), default="—")
    hotline = TemplateColumn(
        "{% if record.consultant.is_active %}{{ record.consultant.hotline_spaced }}{% else %}—{% endif %}",
        verbose_name=_("Hotline as consultant"),
        empty_values=(),
        attrs={"td": {"class": "nowrap"}},
    )
    open_count = Column(verbose_name=_("Leads in progress"), attrs=NUMBER)
    last_login = TemplateColumn(
        "{% load days %}{% if record.last_login %}{{ record.last_login|short_time }}{% else %}—{% endif %}",
        verbose_name=_("Last sign-in"),
        attrs={"td": {"class": "nowrap"}},
    )
    is_active = TemplateColumn(template_name="crm/desk/_user_state.html", verbose_name=_("State"))

    empty_icon = "users"
    empty_title = _("No user here")
    empty_text = _("Search for another name, or invite a colleague.")
