"""The organisations that buy classes."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.leads.rules import organisations
from kit import pinyin


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, narrowed."""

    def kept(self) -> Self:
        """Without other spellings, and without those merged into another."""
        return self.filter(merged_into=None)

    def family_of(self, organisation: "Organisation | None") -> Self:
        """The organisation, and those that were merged into it; none for None."""
        if organisation is None:
            return self.none()
        return self.filter(Q(pk=organisation.pk) | Q(merged_into=organisation))

    def called(self, keys: Collection[str]) -> dict[str, int]:
        """The organisations that names lead to, by the keys of the names."""
        return dict(self.filter(key__in=keys).values_list("key", Coalesce("merged_into", "pk")))


class Organisation(models.Model):
    """An organisation (委托单位) whose liaison officer asks and books; `key` is its name folded for matching.

    `pinyin` spells the name for searching (`kit.pinyin`). `keeper` looks after the relation; where none was named, the
    owner of the latest lead does. A row with `merged_into` is another spelling of that organisation, or one that was
    merged into it: its leads went there, and its name leads there.
    """

    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(max_length=80, unique=True, editable=False)
    pinyin = models.TextField(db_default="", editable=False)
    region = models.CharField(_("region"), max_length=40, blank=True, db_default="")
    keeper = models.ForeignKey(
        Consultant,
        verbose_name=_("looks after the relation"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,  # read with the organisation only
    )
    # leads_organisation_merged holds the few that are.
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="merged", null=True, db_index=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="leads_organisation_not_merged_into_itself",
            )
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="leads_organisation_by_name"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="leads_organisation_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Spell the name anew."""
        self.pinyin = pinyin.spelled(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The page of the organisation."""
        return reverse("desk:organisation", args=[self.pk])

    @property
    def kind(self) -> str:
        """What kind of organisation its name shows, in words; empty where it shows none."""
        found = organisations.kind_of(self.name)
        return str(found.label) if found else ""

    @classmethod
    def called(cls, name: str) -> "Organisation | None":
        """The organisation that a name in any spelling leads to, stored where it is new; None for an empty name."""
        if not name:
            return None
        organisation, _is_new = cls.objects.select_related("merged_into").get_or_create(
            key=cls.key_of(name), defaults={"name": name}
        )
        return organisation.merged_into or organisation

    @property
    def kept_id(self) -> int:
        """The key of the organisation that this name leads to."""
        return self.merged_into_id or self.pk

    @staticmethod
    def key_of(name: str) -> str:
        """The name folded, so that two spellings of one organisation meet."""
        return organisations.key_of(name)
