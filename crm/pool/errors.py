"""What cannot be done with the pool, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class NotAConsultant(Refusal):
    """The user is not a consultant."""

    code = "not_a_consultant"
    message = _("Only a consultant can do this; assign the lead to one instead.")


class AlreadyTaken(Refusal):
    """A colleague was quicker."""

    code = "already_taken"

    def __init__(self, name: str) -> None:
        """Name the colleague."""
        super().__init__(_("%(name)s was quicker; the lead is no longer in the pool.") % {"name": name or "—"})


class YoursAlready(AlreadyTaken):
    """The user has claimed it before, such as in another tab."""

    def __init__(self) -> None:
        """No colleague is named."""
        super().__init__("")
        self.message = _("This lead is yours already.")


class CoolingDown(Refusal):
    """The last owner may not claim it yet."""

    code = "cooling_down"

    def __init__(self, days: int) -> None:
        """Say for how many days."""
        super().__init__(
            _("You were its last owner: for %(days)s days it is for colleagues. A manager can assign it to you.")
            % {"days": days}
        )


class AllowanceUsedUp(Refusal):
    """The daily limit is reached."""

    code = "allowance_used_up"

    def __init__(self, what: str, limit: int) -> None:
        """Say which limit, and how many a day it allows."""
        words = {
            "claim": _("You have claimed %(limit)s leads today, which is all a day allows."),
            "reveal": _("You have looked at %(limit)s numbers of the pool today, which is all a day allows."),
        }
        super().__init__(words[what] % {"limit": limit})


class KeepQuotaUsedUp(Refusal):
    """The owner keeps as many leads as allowed."""

    code = "keep_quota_used_up"

    def __init__(self, quota: int) -> None:
        """Say how many."""
        super().__init__(_("A consultant may keep %(quota)s leads; let another one go first.") % {"quota": quota})


class DeskChangedMeanwhile(Refusal):
    """Leads came to the desk or left it while the hand-over was prepared."""

    code = "desk_changed_meanwhile"
    message = _("The desk has changed meanwhile; nothing has moved. Here is how it stands now.")
