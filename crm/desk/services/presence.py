"""Who looks at a lead at the moment; kept in the cache alone, since it is worth nothing a minute later."""

from django.core.cache import cache

from accounts.models import User
from crm.leads.models import Lead

# A page says every twenty seconds that it is open, and may miss once.
SECONDS = 45


def look(lead: Lead, user: User) -> list[User]:
    """Note that a user looks at a lead; returns the others who do, by name. Without a cache there are none."""
    cache.set(_key(lead, user), "open", SECONDS)
    keys = {_key(lead, colleague): colleague for colleague in User.objects.filter(is_active=True).exclude(pk=user.pk)}
    return sorted((keys[key] for key in cache.get_many(keys)), key=str)


def _key(lead: Lead, user: User) -> str:
    return f"looks:{lead.pk}:{user.pk}"
