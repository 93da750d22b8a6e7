"""The lock under which consultants are chosen."""

from django.db import models
from django.db.models import Q

THE_ONE = 1


class RoutingLockManager(models.Manager["RoutingLock"]):
    """The one row."""

    def take(self) -> None:
        """Wait until nobody else is choosing a consultant; the lock is held until the transaction ends.

        So of a hundred simultaneous inquiries each sees what the one before was given.
        """
        self.select_for_update().get_or_create(pk=THE_ONE)


class RoutingLock(models.Model):
    """One row without content, locked by whoever chooses a consultant, before any lead is locked."""

    objects = RoutingLockManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=THE_ONE), name="routing_routinglock_there_is_one")]

    def __str__(self) -> str:
        return "routing"
