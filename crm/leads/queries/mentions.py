"""Which colleagues a note names, and which of them may see the lead."""

from dataclasses import dataclass

from accounts.models import Role, User
from crm.leads.models import Lead
from crm.leads.rules import mentions

SIGNS = ("@", "＠")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The colleagues whom a note names: those who are told, and those who may not see the lead."""

    told: list[User]
    unseen: list[User]


def colleagues() -> list[User]:
    """Everybody who works leads and can be named, by name."""
    users = User.objects.filter(is_active=True, role__in=(Role.CONSULTANT, Role.MANAGER, Role.ADMIN))
    return sorted(users, key=str)


def mentioned(lead: Lead, text: str) -> Mentioned:
    """The colleagues whom a note about a lead names."""
    if not any(sign in text for sign in SIGNS):
        return Mentioned([], [])
    users = colleagues()
    named = set(mentions.named(text, {str(user) for user in users}))
    found = Mentioned([], [])
    for user in users:
        if str(user) in named:
            may_see = Lead.objects.visible_to(user).filter(pk=lead.pk).exists()
            (found.told if may_see else found.unseen).append(user)
    return found
