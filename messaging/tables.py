"""The lists of messages, opt-outs, consents, recipients and templates, as tables."""

from django.utils.translation import gettext_lazy as _

from kit.tables import BaseTable, Column, TemplateColumn

NOWRAP = {"td": {"class": "nowrap"}}


class MessageTable(BaseTable):
    """Messages with their history."""

    created_at = TemplateColumn(template_name="messaging/_message_time.html", verbose_name=_("Time"), attrs=NOWRAP)
    recipient = TemplateColumn(
        template_name="messaging/_message_recipient.html", verbose_name=_("Recipient"), attrs=NOWRAP
    )
    text = TemplateColumn(
        template_name="messaging/_message_text.html", verbose_name=_("Text"), attrs={"td": {"class": "prose"}}
    )
    state = TemplateColumn(template_name="messaging/_message_state.html", verbose_name=_("State"))

    empty_icon = "message-square-text"
    empty_title = _("No messages here")
    empty_text = _("Each inquiry sends one to the visitor and one to the consultant.")


class OptOutTable(BaseTable):
    """Numbers that get no message."""

    number = Column(accessor="masked_number", verbose_name=_("Number"), attrs=NOWRAP)
    at = TemplateColumn("{{ record.at|date:'Y-m-d H:i' }}", verbose_name=_("Since"), attrs=NOWRAP)
    how = TemplateColumn(template_name="messaging/_how.html", verbose_name=_("How"))
    note = Column(verbose_name=_("What was said"), default="—")
    lift = TemplateColumn(
        template_name="messaging/_opt_out_lift.html", verbose_name=_("Takes messages again"), empty_values=()
    )

    empty_icon = "message-square-off"
    empty_title = _("No number has opted out")
    empty_text = _("A reply such as 退订, the visitor's page, or a word on the telephone puts a number here.")


class ConsentTable(BaseTable):
    """Who agreed to what, and to which words."""

    number = Column(accessor="masked_number", verbose_name=_("Number"), attrs=NOWRAP)
    at = TemplateColumn("{{ record.at|date:'Y-m-d H:i' }}", verbose_name=_("At"), attrs=NOWRAP)
    subject = Column(accessor="get_subject_display", verbose_name=_("For"), attrs=NOWRAP)
    is_given = TemplateColumn(template_name="messaging/_consent_state.html", verbose_name=_("Consent"))
    how = TemplateColumn(template_name="messaging/_how.html", verbose_name=_("How"))
    wording = Column(verbose_name=_("To which words"), default="—")

    empty_icon = "message-square-heart"
    empty_title = _("No consents yet")
    empty_text = _("Write down here who agreed to promotions, and to which words.")


class RecipientTable(BaseTable):
    """Colleagues who get notices by e-mail or WeCom."""

    label = TemplateColumn(
        """<a href="{% url 'messaging:recipient' record.pk %}">{{ record.label }}</a>""", verbose_name=_("Name")
    )
    email = Column(verbose_name=_("E-mail"), default="—")
    wecom_key = TemplateColumn(
        "{% if record.wecom_key %}{% icon 'check' 16 %}{% else %}—{% endif %}",
        verbose_name=_("WeCom robot"),
        empty_values=(),
    )
    preferences = TemplateColumn(
        template_name="messaging/_recipient_preferences.html", verbose_name=_("Told by"), empty_values=()
    )

    empty_icon = "bell"
    empty_title = _("Everybody is told by text message")
    empty_text = _("Add a colleague with an e-mail address or a WeCom robot who gets notices there.")


class TemplateTable(BaseTable):
    """Templates (queries.Listed): what is sent now, and a version that waits for a decision."""

    title = TemplateColumn(template_name="messaging/_template_title.html", verbose_name=_("Title"), empty_values=())
    purpose = Column(accessor="template__get_purpose_display", verbose_name=_("Purpose"), attrs=NOWRAP)
    text = Column(accessor="current__full_text", verbose_name=_("Text"), default="—", attrs={"td": {"class": "prose"}})
    version = TemplateColumn(
        template_name="messaging/_template_version.html", verbose_name=_("Version"), empty_values=(), attrs=NOWRAP
    )

    empty_icon = "message-square-text"
    empty_title = _("No templates yet")
