"""Who looks after an organisation, and who may change it."""

from django.db.models import Count, Q

from accounts.models import User
from consultants.models import Consultant
from crm.leads.models import Lead, Organisation, OrganisationActivity


def keeper_of(organisation: Organisation) -> Consultant | None:
    """The consultant who was named to look after the relation, else the owner of the latest lead."""
    if organisation.keeper_id:
        return organisation.keeper
    leads = Lead.objects.counted().filter(organisation=organisation, owner__isnull=False).select_related("owner")
    latest = leads.order_by("-asked_at", "-pk").first()
    return latest.owner if latest else None


def may_change(organisation: Organisation, *, by: User) -> bool:
    """Whether a user may edit, merge and split it: managers, and who looks after the relation."""
    if by.sees_all_leads:
        return True
    keeper = keeper_of(organisation)
    return keeper is not None and keeper.user_id == by.pk


def version_of(organisation: Organisation) -> int:
    """A number that grows with each change, merge and split, and with each undoing of one."""
    noted = OrganisationActivity.Kind.NOTED
    changes = OrganisationActivity.objects.filter(organisation=organisation).exclude(kind=noted)
    found = changes.aggregate(all=Count("pk"), undone=Count("pk", filter=Q(undone_at__isnull=False)))
    return int(found["all"] + found["undone"])
