"""When two leads are likely of one visitor."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kit import phones


class Likeness(TextChoices):
    """Why two leads are likely of one visitor."""

    NUMBER = "number", _("the same number")
    NAME = "name", _("the same name in the same organisation")
    SOUND = "sound", _("name and organisation sound the same")


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is known of a visitor: numbers in E.164, the name, the key of the organisation, and how both sound."""

    numbers: AbstractSet[str]
    name: str
    sound: str = ""
    organisation: str = ""
    organisation_sound: str = ""


def likeness(one: Visitor, other: Visitor) -> Likeness | None:
    """Why two visitors are likely one; behind a switchboard the name has to be the same too."""
    is_same_name = one.name == other.name
    if any(is_same_name or not phones.is_shared(number) for number in one.numbers & other.numbers):
        return Likeness.NUMBER
    if is_same_name and one.organisation and one.organisation == other.organisation:
        return Likeness.NAME
    sounds = (one.sound, one.organisation_sound)
    return Likeness.SOUND if all(sounds) and sounds == (other.sound, other.organisation_sound) else None
