"""Stages, and which moves are allowed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """The stages of a lead, in order; the last two are final."""

    NEW = "new", _("New inquiry")
    CONTACTED = "contacted", _("Contacted")
    QUALIFIED = "qualified", _("Needs confirmed")
    PROPOSED = "proposed", _("Proposal sent")
    ENROLLED = "enrolled", _("Enrolled")
    LOST = "lost", _("Lost")


PATH = (Stage.NEW, Stage.CONTACTED, Stage.QUALIFIED, Stage.PROPOSED, Stage.ENROLLED)
OPEN = (Stage.NEW, Stage.CONTACTED, Stage.QUALIFIED, Stage.PROPOSED)


def is_open(stage: Stage) -> bool:
    """Whether a lead in this stage is not enrolled or lost yet."""
    return stage in OPEN


def allows(here: Stage, there: Stage) -> bool:
    """Whether a consultant may move a lead: forward by any number of stages, one back, or to lost.

    `ENROLLED` is reached only by registering a group (see `allows_by_registration`); an ended lead stays ended, and a
    lost visitor who asks again gets a new lead.
    """
    if not is_open(here) or there == here:
        return False
    if there == Stage.LOST:
        return True
    return is_open(there) and PATH.index(there) >= PATH.index(here) - 1


def allows_by_registration(here: Stage, there: Stage) -> bool:
    """Whether registering a group, or cancelling its registration, may move a lead."""
    if there == Stage.ENROLLED:
        return is_open(here)
    return here == Stage.ENROLLED and there in {Stage.PROPOSED, Stage.LOST}


def furthest_after(so_far: Stage, here: Stage, there: Stage) -> Stage:
    """The furthest stage on the path once a lead has moved; a cancelled registration is no longer counted."""
    if here == Stage.ENROLLED:
        return Stage.PROPOSED
    return so_far if there == Stage.LOST else furthest(so_far, there)


def furthest(here: Stage, there: Stage) -> Stage:
    """The later of two stages on the path: a call never moves a lead back."""
    return max(here, there, key=PATH.index)
