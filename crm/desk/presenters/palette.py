"""The places and acts that the search box of the workspace offers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit import pinyin

EVERYBODY, MANAGERS = False, True


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the box leads to: its words, icon and URL name."""

    words: str | Promise
    icon: str
    url_name: str
    is_for_managers: bool = EVERYBODY

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.url_name)


PLACES = (
    Place(_("Write down a telephone call"), "phone-incoming", "intake:telephone"),
    Place(_("Lead inbox"), "inbox", "desk:desk"),
    Place(_("List of leads"), "table-properties", "desk:lead-list"),
    Place(_("My calendar"), "calendar", "desk:calendar"),
    Place(_("Board"), "square-kanban", "desk:board"),
    Place(_("Organisations"), "building-2", "desk:organisation-list"),
    Place(_("Public pool"), "waves-horizontal", "pool:pool"),
    Place(_("To review"), "shield-question-mark", "intake:review"),
    Place(_("Classes and seats"), "calendar-days", "classes:session-list"),
    Place(_("Duty roster"), "calendar-clock", "consultants:roster"),
    Place(_("Text messages"), "message-square-text", "messaging:message-list"),
    Place(_("Import and export"), "arrow-down-up", "transfer:import-list"),
    Place(_("Change password"), "key-round", "accounts:password"),
    Place(_("Conversion reports"), "chart-column", "reports:funnel", MANAGERS),
    Place(_("Desks side by side"), "columns-3", "desk:desks", MANAGERS),
    Place(_("Hand over a desk"), "arrow-right-left", "pool:hand-over-desks", MANAGERS),
    Place(_("Routing rules"), "route", "routing:routing-rules", MANAGERS),
    Place(_("Audit"), "scroll-text", "audit:audit", MANAGERS),
    Place(_("Users"), "users", "desk:user-list", MANAGERS),
)


def places(text: str, user: User) -> Iterable[Place]:
    """The places whose words contain the text, or are spelled so; all of them without a text."""
    letters = pinyin.typed(text)
    for place in PLACES:
        words = str(place.words)
        if place.is_for_managers and not user.sees_all_leads:
            continue
        if text.lower() in words.lower() or (letters and letters in pinyin.spelled(words)):
            yield place
