"""The lock under which consultants are chosen."""

from django.db import models
from django.db.models import Q

ONLY_KEY = 1


class RoutingLockManager(models.Manager["RoutingLock"]):
    """The only row."""

    def take(self) -> None:
        """Lock the row until the transaction ends, so that each choice sees the one before it."""
        self.select_for_update().get_or_create(pk=ONLY_KEY)


class RoutingLock(models.Model):
    """One row without content, locked before a consultant is chosen and before any lead is locked."""

    objects = RoutingLockManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=ONLY_KEY), name="routing_routinglock_there_is_one")]

    def __str__(self) -> str:
        return "routing"
