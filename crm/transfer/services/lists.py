"""The lists of the desk as rows of a file: which rows, by the same filters as their pages, and which columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm.desk.filters import LeadFilter, OrganisationFilter
from crm.desk.queries import lead_list, organisations
from crm.desk.rules.lead_list import NEWEST, SORTS
from crm.leads.models import Lead, Organisation
from crm.pool.filters import PoolFilter
from crm.transfer.models import Export, ExportedList
from kit import clock, phones
from kit.filters import narrowed
from messaging.filters import MessageFilter
from messaging.models import Message

Value = Callable[[Any, bool], Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """How a list becomes rows: its rows for a user, its filter, and its columns.

    A column is a heading with what stands in it, of a row and of whether full numbers are wanted.
    """

    rows: Callable[[User, QueryDict, datetime], QuerySet[Any]]
    filters: type[django_filters.FilterSet]
    columns: Sequence[tuple[str | Promise, Value]]


def filters_of(export: Export, at: datetime) -> django_filters.FilterSet:
    """The filter of an export over what its owner may see."""
    listed, query = LISTS[ExportedList(export.what)], QueryDict(export.query)
    return listed.filters(query, listed.rows(export.by, query, at))


def rows_of(export: Export, at: datetime) -> QuerySet[Any]:
    """The rows of an export, in the order of their page; none for a filter that cannot be read."""
    return narrowed(filters_of(export, at))


def headings_of(export: Export) -> list[str]:
    """The headings of an export."""
    return [str(heading) for heading, _value in LISTS[ExportedList(export.what)].columns]


def cells_of(export: Export, row: Any) -> list[Any]:
    """What stands in a row of an export: texts, numbers, days, and None for nothing."""
    return [value(row, export.is_unmasked) for _heading, value in LISTS[ExportedList(export.what)].columns]


def _leads(user: User, query: QueryDict, _at: datetime) -> QuerySet[Lead]:
    sort = query.get("sort", "")
    leads = lead_list.listed(user, sort if sort in SORTS else NEWEST)
    return leads.defer(None).defer("routing_trace")


def _pool(user: User, _query: QueryDict, _at: datetime) -> QuerySet[Lead]:
    pooled = Lead.objects.visible_to(user).in_pool().select_related("organisation", "owner", "pooled_from")
    return pooled.defer("routing_trace").order_by("-pooled_at", "pk")


def _organisations(user: User, _query: QueryDict, _at: datetime) -> QuerySet[Organisation]:
    found = organisations.listed()
    return found if user.works_leads else found.none()


def _messages(user: User, _query: QueryDict, _at: datetime) -> QuerySet[Message]:
    found = Message.objects.order_by("-id")
    return found if user.works_leads else found.none()


def _number(e164: str, extension: str, *, is_unmasked: bool) -> str:
    if not e164:
        return ""
    full = phones.with_extension(phones.spaced(e164), extension)
    return full if is_unmasked else phones.mask(e164, extension)


def _covered(text: str, *, is_unmasked: bool) -> str:
    """An address of a person, without what would reach the person."""
    return text if is_unmasked or not text else f"{text[0]}***"


def _phone(lead: Lead, is_unmasked: bool) -> str:  # noqa: FBT001  (a column's signature)
    return _number(lead.phone, lead.phone_extension, is_unmasked=is_unmasked)


LEAD: Sequence[tuple[str | Promise, Value]] = (
    (_("Form of address"), lambda lead, _full: lead.name),
    (_("Position"), lambda lead, _full: lead.title),
    (_("Organisation"), lambda lead, _full: lead.organisation.name if lead.organisation else ""),
    (_("Phone"), _phone),
    (_("Stage"), lambda lead, _full: lead.get_stage_display()),
    (_("Consultant"), lambda lead, _full: lead.owner.name if lead.owner else ""),
    (_("Source"), lambda lead, _full: lead.get_source_display()),
    (_("People"), lambda lead, _full: lead.head_count),
    (_("Theme"), lambda lead, _full: lead.theme),
    (_("Wished month"), lambda lead, _full: lead.month),
    (_("Budget in yuan"), lambda lead, _full: lead.budget),
    (_("E-mail"), lambda lead, full: _covered(lead.email, is_unmasked=full)),
    (_("WeChat ID"), lambda lead, full: _covered(lead.wechat, is_unmasked=full)),
    (_("Asked"), lambda lead, _full: clock.local(lead.asked_at)),
    (_("Last asked"), lambda lead, _full: clock.local(lead.last_asked_at)),
    (_("Next step"), lambda lead, _full: clock.local(lead.next_step_at) if lead.next_step_at else None),
    (_("Tags"), lambda lead, _full: "、".join(lead.tags)),
    (_("Why lost"), lambda lead, _full: lead.lost_reason),
    (_("Kept in mind"), lambda lead, _full: lead.remarks),
)
LISTS = {
    ExportedList.LEADS: Listed(_leads, LeadFilter, LEAD),
    ExportedList.POOL: Listed(
        _pool,
        PoolFilter,
        (
            *LEAD,
            (_("In the pool since"), lambda lead, _full: clock.local(lead.pooled_at)),
            (_("Last owner"), lambda lead, _full: lead.pooled_from.name if lead.pooled_from else ""),
        ),
    ),
    ExportedList.ORGANISATIONS: Listed(
        _organisations,
        OrganisationFilter,
        (
            (_("Organisation"), lambda row, _full: row.name),
            (_("Kind"), lambda row, _full: row.kind),
            (_("Open leads"), lambda row, _full: row.open_count),
            (_("People in them"), lambda row, _full: row.open_people),
            (_("All leads"), lambda row, _full: row.lead_count),
            (_("Last asked"), lambda row, _full: clock.local(row.last_asked_at)),
        ),
    ),
    ExportedList.MESSAGES: Listed(
        _messages,
        MessageFilter,
        (
            (_("Time"), lambda row, _full: clock.local(row.created_at)),
            (_("Recipient"), lambda row, full: _number(row.to_number, "", is_unmasked=full)),
            (_("Text"), lambda row, _full: row.body),
            (_("State"), lambda row, _full: row.get_state_display()),
        ),
    ),
}
