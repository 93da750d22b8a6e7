"""What managers decide about routing: ordered rules, and the fallback. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from crm.leads.rules import head_count

# For so many days an organisation's inquiries go to the same consultant, until a manager changes it.
ORGANISATION_DAYS = 180
LONGEST_ORGANISATION_DAYS = 3650


class Strategy(TextChoices):
    """Who of a rule's people gets the lead."""

    PERSON = "person", _("this person")
    TEAM = "team", _("the lightest desk of this team")
    SHARE = "share", _("this team by shares")
    LIGHTEST = "lightest", _("the lightest desk of all")


class Shown(TextChoices):
    """When the consultant shown on the page is considered."""

    BEFORE = "before", _("before the rules")
    AFTER = "after", _("after the rules")
    NEVER = "never", _("not at all")


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules ask of an inquiry: `topics` such as `region:江西`, source, head count, and time in Asia/Shanghai."""

    topics: frozenset[str]
    source: str
    head_count: int | None
    local: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; an empty condition means any. `hour_to` is not included, and hours may run over midnight.

    `weekdays` count from Monday = 0. `people` are consultants, `shares` their weights in the same order (1 when none is
    given).
    """

    name: str
    strategy: str
    topics: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    people_from: int | None = None
    people_to: int | None = None
    weekdays: frozenset[int] = frozenset()
    hour_from: int | None = None
    hour_to: int | None = None
    people: tuple[int, ...] = ()
    shares: tuple[int, ...] = ()

    def matches(self, subject: Subject) -> bool:
        """Whether the rule applies to this inquiry; an unknown head count matches no limit."""
        kinds = {topic.partition(":")[0] for topic in self.topics}
        shared = self.topics & subject.topics
        return (
            all(any(topic.startswith(f"{kind}:") for topic in shared) for kind in kinds)
            and (not self.sources or subject.source in self.sources)
            and head_count.fits(subject.head_count, people_from=self.people_from, people_to=self.people_to)
            and (not self.weekdays or subject.local.weekday() in self.weekdays)
            and self._at_this_hour(subject.local.hour)
        )

    def share_of(self, consultant_id: int) -> int:
        """The weight of one of the rule's consultants, against the weights of the others."""
        position = self.people.index(consultant_id)
        return self.shares[position] if position < len(self.shares) else 1

    def _at_this_hour(self, hour: int) -> bool:
        start, end = self.hour_from or 0, 24 if self.hour_to is None else self.hour_to
        return start <= hour < end if start < end else hour >= start or hour < end


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version: its rules in order, when the consultant shown is considered, and the fallback (a key or None).

    For `organisation_days` after its latest inquiry an organisation's next one goes to the same consultant.
    """

    version: int = 0
    rules: Sequence[Rule] = ()
    shown: str = Shown.AFTER
    fallback: int | None = None
    organisation_days: int = ORGANISATION_DAYS


NO_RULES = RuleSet()
