"""Who is calling: everything a consultant has to know before she answers, by one indexed number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from crm.intake.models import HotlineTap
from crm.leads.models import Activity, Lead
from kit.phones import Phone

EARLIER_SHOWN = 5
TAPS_WITHIN = timedelta(minutes=15)
TAPS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Caller:
    """What the house knows of a number.

    `lead` is the open one, else the latest; `last` the newest line of its diary; `earlier` the leads before it.
    `is_visible` says whether the person asking may open it: who it is and whose is told to every colleague.
    """

    phone: Phone
    lead: Lead | None
    earlier: list[Lead]
    last: Activity | None
    is_visible: bool


def look_up(phone: Phone, *, by: User) -> Caller:
    """Find a number among all leads, whoever owns them; three statements, each by index."""
    found = Lead.objects.filter(phone=phone.e164).select_related("owner", "organisation").order_by("-asked_at")
    leads = list(found[: EARLIER_SHOWN + 1])
    leads.sort(key=lambda lead: not lead.is_open)
    if not leads:
        return Caller(phone, None, [], None, is_visible=False)
    first, *earlier = leads
    last = Activity.objects.filter(lead=first).timeline().first()
    is_visible = Lead.objects.visible_to(by).filter(pk=first.pk).exists()
    return Caller(phone, first, earlier, last, is_visible)


def fresh_taps(by: User, at: datetime) -> list[HotlineTap]:
    """Hotlines tapped in the last minutes whose call nobody has written down yet; one's own first."""
    recent = HotlineTap.objects.filter(at__gt=at - TAPS_WITHIN, at__lte=at, inquiry=None).select_related(
        "page", "consultant"
    )
    taps = list(recent.order_by("-at")[: 4 * TAPS_SHOWN])
    return sorted(taps, key=lambda tap: tap.consultant.user_id != by.pk)[:TAPS_SHOWN]


def as_entry(caller: Caller) -> Activity:
    """What happened last, as an entry of a timeline; without its words where the lead is a colleague's."""
    assert caller.last is not None  # noqa: S101  (asked for only where there is one)
    if not caller.is_visible:
        caller.last.text = ""
    return caller.last
