"""Merging two organisations that are one, and splitting them again."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from crm.leads.errors import OrganisationIsMerged, SplitTheOtherFirst
from crm.leads.models import Lead, Organisation, OrganisationActivity
from kit import clock

Kind = OrganisationActivity.Kind
# Taken from the other organisation where the kept one says nothing.
FILLED = ("region", "keeper_id")


@transaction.atomic
def merge(organisation_id: int, *, other_id: int, by: User, at: datetime | None = None) -> OrganisationActivity:
    """Merge another organisation into this one: leads and spellings go there, and its name leads there.

    Notes, registrations and classes stay where they are and are read of both. Raises OrganisationIsMerged.
    """
    at = at or clock.now()
    leads = _lock_leads(other_id)
    kept, other = _locked(organisation_id, other_id)
    if kept.merged_into_id or other.merged_into_id or kept == other:
        raise OrganisationIsMerged
    spellings = Organisation.objects.filter(merged_into=other)
    names = list(spellings.values_list("pk", flat=True))
    spellings.update(merged_into=kept)
    leads = [*leads, *Lead.all_objects.filter(organisation=other).exclude(pk__in=leads).values_list("pk", flat=True)]
    Lead.all_objects.filter(pk__in=leads).update(organisation=kept)
    filled = {name: getattr(other, name) for name in FILLED if getattr(other, name) and not getattr(kept, name)}
    for name, value in filled.items():
        setattr(kept, name, value)
    kept.save()
    other.merged_into = kept
    other.save()
    data = {"other": other.pk, "name": other.name, "leads": leads, "names": names, "filled": filled}
    return OrganisationActivity.objects.create(organisation=kept, kind=Kind.MERGED, by=by, at=at, data=data)


@transaction.atomic
def split(other_id: int, *, by: User, at: datetime | None = None) -> Organisation:
    """Take a merge apart at any time: the other organisation gets back its spellings and the leads that are still here.

    What was written since stays with the kept one. Raises OrganisationIsMerged where it is split already,
    SplitTheOtherFirst where the kept one was merged into a third.
    """
    at = at or clock.now()
    merged = OrganisationActivity.objects.filter(data__other=other_id, kind=Kind.MERGED, undone_at=None).first()
    if merged is None:
        raise OrganisationIsMerged
    _lock_leads(merged.organisation_id)
    kept, other = _locked(merged.organisation_id, other_id)
    merged = OrganisationActivity.objects.select_for_update().get(pk=merged.pk)
    if merged.undone_at:
        raise OrganisationIsMerged
    if kept.merged_into_id:
        raise SplitTheOtherFirst
    data = merged.data
    Lead.all_objects.filter(pk__in=data["leads"], organisation=kept).update(organisation=other)
    Organisation.objects.filter(pk__in=data["names"], merged_into=kept).update(merged_into=other)
    for name, value in data["filled"].items():
        if getattr(kept, name) == value:
            setattr(kept, name, "" if isinstance(value, str) else None)
    kept.save()
    other.merged_into = None
    other.save()
    merged.undone_at = at
    merged.save(update_fields=["undone_at"])
    OrganisationActivity.objects.create(
        organisation=kept, kind=Kind.SPLIT, by=by, at=at, data={"other": other.pk, "name": other.name}
    )
    return other


def merge_of(organisation: Organisation) -> OrganisationActivity | None:
    """The merge that took an organisation in; None for one of its own, and for another spelling."""
    merges = OrganisationActivity.objects.filter(kind=Kind.MERGED, undone_at=None, data__other=organisation.pk)
    return merges.first() if organisation.merged_into_id else None


def _lock_leads(organisation_id: int) -> list[int]:
    """The leads of an organisation, locked before it, as a change of a lead does."""
    leads = Lead.all_objects.select_for_update(no_key=True).filter(organisation=organisation_id).order_by("pk")
    return list(leads.values_list("pk", flat=True))


def _locked(organisation_id: int, other_id: int) -> tuple[Organisation, Organisation]:
    """Both organisations, locked in the order of their keys; nothing new refers to them meanwhile."""
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=[organisation_id, other_id])
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[organisation_id], found[other_id]
