"""The organisations that buy classes."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.leads.rules import organisations
from kit import pinyin


class Organisation(models.Model):
    """An organisation (委托单位) whose liaison officer asks and books; `key` is its name folded for matching.

    `pinyin` spells the name for searching (`kit.pinyin`).
    """

    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(max_length=80, unique=True, editable=False)
    pinyin = models.TextField(db_default="", editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [models.Index(fields=["name", "id"], name="leads_organisation_by_name")]

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
    def called(cls, name: str) -> Self | None:
        """The organisation of that name in any spelling, stored where it is new; None for an empty name."""
        if not name:
            return None
        organisation, _is_new = cls.objects.get_or_create(key=cls.key_of(name), defaults={"name": name})
        return organisation

    @staticmethod
    def key_of(name: str) -> str:
        """The name folded, so that two spellings of one organisation meet."""
        return organisations.key_of(name)
