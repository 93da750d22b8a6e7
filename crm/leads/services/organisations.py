"""Changing what is known of an organisation, its other spellings, and writing notes about it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from consultants.models import Consultant
from crm.leads.errors import (
    AlreadyUndone,
    HappenedSince,
    OrganisationChanged,
    OrganisationIsMerged,
    OrganisationNameTaken,
    TooLateToUndo,
)
from crm.leads.models import Organisation, OrganisationActivity
from crm.leads.queries.organisations import version_of
from crm.leads.services import organisation_merging
from crm.leads.services.undo import UNDO_WITHIN
from kit import clock

Kind = OrganisationActivity.Kind


def note(organisation_id: int, *, text: str, by: User, at: datetime | None = None) -> OrganisationActivity:
    """Write a note."""
    at = at or clock.now()
    return OrganisationActivity.objects.create(
        organisation_id=organisation_id, kind=Kind.NOTED, by=by, at=at, text=text
    )


@transaction.atomic
def change(
    organisation_id: int,
    *,
    name: str,
    region: str,
    keeper: Consultant | None,
    seen: int | None = None,
    by: User,
    at: datetime | None = None,
) -> OrganisationActivity | None:
    """Change name, region and who looks after the relation; None where nothing differs.

    An old name stays as another spelling. `seen` is the `version_of` that the user saw. Raises OrganisationIsMerged,
    OrganisationChanged, OrganisationNameTaken.
    """
    organisation = _locked(organisation_id)
    if seen is not None and seen != version_of(organisation):
        raise OrganisationChanged
    new: dict[str, Any] = {"name": name, "region": region, "keeper_id": keeper.pk if keeper else None}
    data: dict[str, Any] = {
        field: [getattr(organisation, field), to] for field, to in new.items() if getattr(organisation, field) != to
    }
    if not data:
        return None
    if "name" in data:
        data["was_spelling"] = _rename(organisation, name)
    organisation.region, organisation.keeper = region, keeper
    organisation.save()
    return _write(organisation, Kind.CHANGED, data, by=by, at=at)


@transaction.atomic
def add_name(organisation_id: int, *, name: str, by: User, at: datetime | None = None) -> OrganisationActivity:
    """Let another spelling lead to the organisation. Raises OrganisationIsMerged, OrganisationNameTaken."""
    organisation, key = _locked(organisation_id), Organisation.key_of(name)
    if Organisation.objects.filter(key=key).exists():
        raise OrganisationNameTaken
    Organisation.objects.create(name=name, key=key, merged_into=organisation)
    return _write(organisation, Kind.NAMED, {"added": name}, by=by, at=at)


@transaction.atomic
def remove_name(organisation_id: int, *, name_id: int, by: User, at: datetime | None = None) -> OrganisationActivity:
    """Take another spelling away; that of a merged organisation goes with a split.

    Raises OrganisationIsMerged where there is no such spelling any more.
    """
    organisation = _locked(organisation_id)
    spelling = Organisation.objects.filter(pk=name_id, merged_into=organisation).first()
    if spelling is None or organisation_merging.merge_of(spelling):
        raise OrganisationIsMerged
    spelling.delete()
    return _write(organisation, Kind.NAMED, {"removed": spelling.name}, by=by, at=at)


@transaction.atomic
def undo(activity_id: int, *, by: User, at: datetime | None = None) -> OrganisationActivity:
    """Undo a note or a change within ten minutes; a merge is split.

    Raises AlreadyUndone, TooLateToUndo, HappenedSince where it was changed again, and what a split refuses.
    """
    at = at or clock.now()
    activity = OrganisationActivity.objects.get(pk=activity_id)
    if at - activity.at > UNDO_WITHIN:
        raise TooLateToUndo(has_long=False)
    if activity.kind == Kind.MERGED and activity.undone_at is None:
        # It locks leads and organisations first, and looks again whether the merge stands.
        organisation_merging.split(activity.data["other"], by=by, at=at)
        activity.refresh_from_db()
        return activity
    activity = OrganisationActivity.objects.select_for_update().get(pk=activity_id)
    if activity.undone_at:
        raise AlreadyUndone
    if activity.kind != Kind.NOTED:
        organisation = _locked(activity.organisation_id)
        if activity.kind == Kind.CHANGED:
            _change_back(organisation, activity.data)
        else:
            _name_back(organisation, activity.data)
    activity.undone_at = at
    activity.save(update_fields=["undone_at"])
    return activity


def _locked(organisation_id: int) -> Organisation:
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)
    if organisation.merged_into_id:
        raise OrganisationIsMerged
    return organisation


def _rename(organisation: Organisation, name: str) -> bool:
    """Give another name, and keep the old one as a spelling; whether the new name was a spelling before."""
    key, old_name, old_key = Organisation.key_of(name), organisation.name, organisation.key
    organisation.name = name
    if key == old_key:
        return False
    holder = Organisation.objects.filter(key=key).first()
    if holder and (holder.merged_into_id != organisation.pk or organisation_merging.merge_of(holder)):
        raise OrganisationNameTaken
    if holder:
        holder.delete()
    organisation.key = key
    organisation.save()
    Organisation.objects.create(name=old_name, key=old_key, merged_into=organisation)
    return holder is not None


def _change_back(organisation: Organisation, data: dict[str, Any]) -> None:
    fields = [field for field in ("name", "region", "keeper_id") if field in data]
    if any(getattr(organisation, field) != data[field][1] for field in fields):
        raise HappenedSince([organisation.name])
    for field in fields:
        setattr(organisation, field, data[field][0])
    now = Organisation.key_of(organisation.name)
    if "name" in data and now != organisation.key:
        spelling = Organisation.objects.filter(key=now).first()
        if spelling and (spelling.merged_into_id != organisation.pk or organisation_merging.merge_of(spelling)):
            raise HappenedSince([organisation.name])
        if spelling:
            spelling.delete()
        organisation.key, later = now, organisation.key
        organisation.save()
        if data["was_spelling"]:
            Organisation.objects.create(name=data["name"][1], key=later, merged_into=organisation)
    organisation.save()


def _name_back(organisation: Organisation, data: dict[str, Any]) -> None:
    name = data.get("added") or data["removed"]
    there = Organisation.objects.filter(key=Organisation.key_of(name)).first()
    if "added" in data:
        if there is None or there.merged_into_id != organisation.pk:
            raise HappenedSince([name])
        there.delete()
    elif there:
        raise HappenedSince([name])
    else:
        Organisation.objects.create(name=name, key=Organisation.key_of(name), merged_into=organisation)


def _write(
    organisation: Organisation, kind: str, data: dict[str, Any], *, by: User, at: datetime | None
) -> OrganisationActivity:
    at = at or clock.now()
    return OrganisationActivity.objects.create(organisation=organisation, kind=kind, by=by, at=at, data=data)
