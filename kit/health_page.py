"""The figures of the health page: each app registers a probe, and the page runs them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings

from kit import health


@dataclass(frozen=True, slots=True)
class Health:
    """The health of one part: whether it works without help, and its figures, which are public."""

    is_well: bool
    figures: Mapping[str, int]


Probe = Callable[[], Health]
probes: dict[str, Probe] = {}


def register(name: str, probe: Probe) -> None:
    """Register a probe under this name."""
    probes[name] = probe


def processes() -> Health:
    """How often the launcher restarted a process in the last day; after a quarter of an hour one counts as healthy."""
    folder = settings.RUN_DIR
    is_well = not health.restarts(folder, within=900)
    return Health(is_well, {"restarts_in_a_day": health.restarts(folder, within=86_400)})


def report() -> dict[str, Health]:
    """The health of every part, by name."""
    return {name: probe() for name, probe in probes.items()}
