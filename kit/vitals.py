"""What the rooms have to say about their health; each registers its own probe, and the health page asks them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings

from kit import health


@dataclass(frozen=True, slots=True)
class Vital:
    """How a part is doing: whether it needs a person, and its figures, which a stranger may read."""

    is_well: bool
    figures: Mapping[str, int]


Probe = Callable[[], Vital]
probes: dict[str, Probe] = {}


def register(name: str, probe: Probe) -> None:
    """Have the health page ask this probe under this name."""
    probes[name] = probe


def processes() -> Vital:
    """How often the launcher had to start a process again in the last day; a quarter of an hour ago is over."""
    folder = settings.RUN_DIR
    is_well = not health.restarts(folder, within=900)
    return Vital(is_well, {"restarts_in_a_day": health.restarts(folder, within=86_400)})


def ask() -> dict[str, Vital]:
    """Every room's answer."""
    return {name: probe() for name, probe in probes.items()}
