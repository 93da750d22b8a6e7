"""The filters of the inbox, of the list of leads in the API, and of the lists of organisations and users."""

import re

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.models.user import IS_INVITED
from consultants.models import Consultant
from crm.intake.models import Inquiry
from crm.leads.filters import Searched
from crm.leads.models import Lead, Organisation
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.due import Due
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import OPEN, PATH, Stage
from crm.leads.rules.tags import LONGEST_TAG
from kit import clock, pinyin
from kit.filters import OnFilter, SinceFilter, UntilFilter

INQUIRY_NUMBER = re.compile(r"\d{6}-\w{4,9}", re.ASCII)


class OrganisationFilter(django_filters.FilterSet):
    """Organisations, searched by name in any spelling."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Part of the name")}),
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Organisation], _name: str, text: str) -> QuerySet[Organisation]:
        """Organisations whose name, the short form of it, or another spelling contains the text."""
        matches = Q(name__icontains=text) | Q(key__contains=Organisation.key_of(text))
        if letters := pinyin.typed(text):
            matches |= Q(pinyin__contains=letters)
        named = Organisation.objects.filter(matches)
        return rows.filter(pk__in=named.annotate(kept=Coalesce("merged_into", "pk")).values("kept"))


class UserFilter(django_filters.FilterSet):
    """Users, by name, address or state."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, user name or e-mail")}),
    )
    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Role"), empty_label=_("all"))
    state = django_filters.ChoiceFilter(
        choices=[("active", _("active")), ("invited", _("invited")), ("deactivated", _("deactivated"))],
        method="filter_state",
        label=_("State"),
        empty_label=_("all"),
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ()

    def search(self, users: QuerySet[User], _name: str, text: str) -> QuerySet[User]:
        """Users whose name, user name or address contains the text."""
        return users.filter(Q(display_name__icontains=text) | Q(username__icontains=text) | Q(email__icontains=text))

    def filter_state(self, users: QuerySet[User], _name: str, state: str) -> QuerySet[User]:
        """Users who have a password, who have none yet, or who may not sign in any more."""
        if state == "deactivated":
            return users.filter(is_active=False)
        return users.filter(IS_INVITED if state == "invited" else ~IS_INVITED, is_active=True)


class LeadFilter(Searched):
    """Leads, filtered; `since` and `until` are days of the first inquiry, both included."""

    owner = django_filters.ModelChoiceFilter(
        queryset=Consultant.objects.all(), label=_("Consultant"), empty_label=_("all")
    )
    source = django_filters.ChoiceFilter(choices=Source.choices, label=_("Source"), empty_label=_("all"))
    stage = django_filters.ChoiceFilter(choices=Stage.choices, label=_("Stage"), empty_label=_("all"))
    reached = django_filters.ChoiceFilter(
        choices=[(stage.value, stage.label) for stage in PATH],
        method="filter_reached",
        label=_("Reached at least"),
        empty_label=_("all"),
    )
    state = django_filters.ChoiceFilter(
        choices=[("open", _("in progress")), ("closed", _("enrolled or lost"))],
        method="filter_state",
        label=_("State"),
        empty_label=_("all"),
    )
    due = django_filters.ChoiceFilter(
        choices=Due.choices, method="filter_due", label=_("Next step"), empty_label=_("all")
    )
    due_on = OnFilter(field_name="next_step_at", label=_("Next step on"))
    people = django_filters.NumberFilter(
        field_name="head_count", lookup_expr="gte", min_value=1, max_value=LARGEST_GROUP, label=_("People at least")
    )
    tag = django_filters.CharFilter(method="filter_tag", max_length=LONGEST_TAG, label=_("Tag"))
    since = SinceFilter(field_name="asked_at", label=_("From"))
    until = UntilFilter(field_name="asked_at", label=_("Until"))
    page_id = django_filters.NumberFilter(field_name="source_page_id", min_value=1, max_value=2**63 - 1)
    in_pool = django_filters.ChoiceFilter(
        choices=[("1", _("Yes")), ("0", _("No"))], method="filter_pool", label=_("In the pool"), empty_label=_("all")
    )

    class Meta:
        model = Lead
        fields: tuple[str, ...] = ()

    def search(self, leads: LeadQuerySet, name: str, text: str) -> LeadQuerySet:
        """Leads that match the text; the number of an inquiry finds its lead."""
        asked = Inquiry.objects.filter(number=text.upper(), lead__isnull=False)
        if INQUIRY_NUMBER.fullmatch(text):
            return leads.filter(pk__in=asked.values("lead"))
        return super().search(leads, name, text)

    def filter_state(self, leads: LeadQuerySet, _name: str, state: str) -> LeadQuerySet:
        """Leads that are worked on, or that are enrolled or lost."""
        return leads.open() if state == "open" else leads.exclude(stage__in=OPEN)

    def filter_due(self, leads: LeadQuerySet, _name: str, due: str) -> LeadQuerySet:
        """Open leads by when their next step is due."""
        return leads.due(Due(due), clock.now())

    def filter_tag(self, leads: LeadQuerySet, _name: str, tag: str) -> LeadQuerySet:
        """Leads with a tag."""
        return leads.tagged(tag)

    def filter_reached(self, leads: LeadQuerySet, _name: str, stage: str) -> LeadQuerySet:
        """Leads that came at least as far as a stage on the path."""
        return leads.reached(Stage(stage))

    def filter_pool(self, leads: LeadQuerySet, _name: str, value: str) -> LeadQuerySet:
        """Leads in the public pool, or the others."""
        return leads.filter(pooled_at__isnull=value == "0")

    @property
    def words(self) -> list[str]:
        """The filters that are set, in the reader's language."""
        values = self.form.cleaned_data
        since, until = values.get("since"), values.get("until")
        words = [
            values.get("q"),
            values.get("owner"),
            Source(values["source"]).label if values.get("source") else "",
            Stage(values["stage"]).label if values.get("stage") else "",
            _("reached %(stage)s") % {"stage": Stage(values["reached"]).label} if values.get("reached") else "",
            f"{since or ''} – {until or ''}" if since or until else "",
            _("one page") if values.get("page_id") else "",
            {"1": _("in the pool"), "0": _("not in the pool")}.get(values.get("in_pool") or ""),
            {"open": _("in progress"), "closed": _("enrolled or lost")}.get(values.get("state") or ""),
            _("next step: %(due)s") % {"due": Due(values["due"]).label} if values.get("due") else "",
            _("next step on %(day)s") % {"day": values["due_on"]} if values.get("due_on") else "",
            _("%(number)s people and more") % {"number": values["people"]} if values.get("people") else "",
            f"#{values['tag']}" if values.get("tag") else "",
        ]
        return [str(word) for word in words if word]


def known_query(address: QueryDict) -> str:
    """The parameters of an address that the list knows, as a query string; equal lists give equal ones."""
    known = QueryDict(mutable=True)
    for name in sorted({*LeadFilter.base_filters, "sort", "col"} & set(address)):
        if values := [value for value in address.getlist(name) if value]:
            known.setlist(name, values)
    return known.urlencode()
