"""Who is calling: what a consultant has to know before answering, by one indexed number."""

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
    """What is known of a number.

    `lead` is the open one, else the latest; `last` the newest entry of its timeline; `earlier` the leads before it.
    `is_visible` says whether the user may open it; its name and owner are shown to every consultant, the text of `last`
    is not.
    """

    phone: Phone
    lead: Lead | None
    earlier: list[Lead]
    last: Activity | None
    is_visible: bool


def look_up(phone: Phone, *, by: User) -> Caller:
    """Find a number among all leads, whoever owns them; three statements, each by index."""
    of_number = Lead.objects.reached_by(phone.e164).select_related("owner", "organisation").order_by("-asked_at")
    leads = list(of_number[: EARLIER_SHOWN + 1])
    leads.sort(key=lambda lead: not lead.is_open)
    if not leads:
        return Caller(phone, None, [], None, is_visible=False)
    first, *earlier = leads
    last = Activity.objects.filter(lead=first).timeline().first()
    is_visible = Lead.objects.visible_to(by).filter(pk=first.pk).exists()
    if last is not None and not is_visible:
        last.text = ""
    return Caller(phone, first, earlier, last, is_visible)


def recent_taps(by: User, at: datetime) -> list[HotlineTap]:
    """Hotlines tapped in the last minutes whose call is not written down yet; the user's own first."""
    recent = HotlineTap.objects.filter(at__gt=at - TAPS_WITHIN, at__lte=at, inquiry=None).select_related(
        "page", "consultant"
    )
    taps = list(recent.order_by("-at")[: 4 * TAPS_SHOWN])
    return sorted(taps, key=lambda tap: tap.consultant.user_id != by.pk)[:TAPS_SHOWN]
