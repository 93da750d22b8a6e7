"""Wagtail's API v3, which nobody routes here, is left unloaded (docs/adr/0029).

Wagtail's applications register their endpoints with it as they start, routed or not. That loads django-ninja and
pydantic: ten MiB in every process of the house, and a quarter of a second at each start.
"""

import re
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

API_V3 = re.compile(r"wagtail\.(\w+\.)*api\.v3(\.|$)")


class Unrouted(MetaPathFinder, Loader):
    """Answers the import of anything in API v3 with an empty module that takes what applications register there.

    It knows the three names they import. A Wagtail that wants another one fails as it starts, with that name.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A module of API v3, and nothing else."""
        return ModuleSpec(fullname, self, is_package=True) if API_V3.match(fullname) else None

    def exec_module(self, module: ModuleType) -> None:
        """Put the three names in."""
        vars(module).update(api=self, router=None, register_content_types=lambda: None)

    def add_router(self, prefix: str, router: None) -> None:
        """Nobody will ask for it."""


def leave_out() -> None:
    """To be called before Wagtail's applications start."""
    sys.meta_path.insert(0, Unrouted())
