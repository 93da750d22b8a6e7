"""What managers decide about routing: ordered rules, and whom the choice ends at. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# So long an organisation's inquiries go to the consultant who knows it, until a manager says otherwise.
ORGANISATION_DAYS = 180
LONGEST_ORGANISATION_DAYS = 3650


class Strategy(TextChoices):
    """Who of a rule's people gets the lead."""

    PERSON = "person", _("this person")
    TEAM = "team", _("the lightest desk of this team")
    SHARE = "share", _("this team by shares")
    LIGHTEST = "lightest", _("the lightest desk of all")


class Shown(TextChoices):
    """Where the consultant the page showed stands."""

    BEFORE = "before", _("before the rules")
    AFTER = "after", _("after the rules")
    NEVER = "never", _("not at all")


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules ask of an inquiry: `topics` such as `region:江西`, its source, people, and wall-clock moment."""

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
        """Whether the rule speaks about this inquiry; an unknown head count matches no limit."""
        kinds = {topic.partition(":")[0] for topic in self.topics}
        mine = self.topics & subject.topics
        return (
            all(any(topic.startswith(f"{kind}:") for topic in mine) for kind in kinds)
            and (not self.sources or subject.source in self.sources)
            and self._fits(subject.head_count)
            and (not self.weekdays or subject.local.weekday() in self.weekdays)
            and self._at_this_hour(subject.local.hour)
        )

    def share_of(self, consultant_id: int) -> int:
        """How much of the rule's leads are hers, against the others' shares."""
        position = self.people.index(consultant_id)
        return self.shares[position] if position < len(self.shares) else 1

    def _fits(self, head_count: int | None) -> bool:
        if self.people_from is None and self.people_to is None:
            return True
        return head_count is not None and (self.people_from or 0) <= head_count <= (self.people_to or head_count)

    def _at_this_hour(self, hour: int) -> bool:
        start, end = self.hour_from or 0, 24 if self.hour_to is None else self.hour_to
        return start <= hour < end if start < end else hour >= start or hour < end


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version: its rules in order, where the consultant shown stands, and the named human it ends at.

    For `organisation_days` after its latest inquiry an organisation's next one goes to the same consultant.
    """

    version: int = 0
    rules: Sequence[Rule] = ()
    shown: str = Shown.AFTER
    fallback: int | None = None
    organisation_days: int = ORGANISATION_DAYS


NO_RULES = RuleSet()
