"""What cannot be done with the pool, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class NotAConsultant(Refusal):
    """The person has no desk of her own."""

    code = "not_a_consultant"
    message = _("Only a consultant can do this; assign the lead to one instead.")


class AlreadyTaken(Refusal):
    """Somebody else was quicker."""

    code = "already_taken"

    def __init__(self, name: str) -> None:
        """Name the winner."""
        super().__init__(_("%(name)s was quicker; the lead is no longer in the pool.") % {"name": name or "—"})


class CoolingDown(Refusal):
    """The last owner may not have it back yet."""

    code = "cooling_down"

    def __init__(self, days: int) -> None:
        """Say how long."""
        super().__init__(
            _("You were its last owner: for %(days)s days it is for colleagues. A manager can assign it to you.")
            % {"days": days}
        )


class AllowanceUsedUp(Refusal):
    """The day's allowance is used up."""

    code = "allowance_used_up"

    def __init__(self, what: str, limit: int) -> None:
        """Say which one and how many there were."""
        words = {
            "claim": _("You have claimed %(limit)s leads today, which is all a day allows."),
            "reveal": _("You have looked at %(limit)s numbers of the pool today, which is all a day allows."),
        }
        super().__init__(words[what] % {"limit": limit})


class KeepQuotaUsedUp(Refusal):
    """So many leads are kept already."""

    code = "keep_quota_used_up"

    def __init__(self, quota: int) -> None:
        """Say how many."""
        super().__init__(_("A consultant may keep %(quota)s leads; let another one go first.") % {"quota": quota})


class DeskChangedMeanwhile(Refusal):
    """Leads came to the desk or left it while the hand-over was prepared."""

    code = "desk_changed_meanwhile"
    message = _("The desk has changed meanwhile; nothing has moved. Here is how it stands now.")
