"""Wagtail's public interfaces, which nobody routes here, are left unloaded.

Wagtail's applications register their endpoints with API v3 as they start, routed or not, and the interface of its own
editor is derived from the public one of v2. That loads django-ninja and pydantic: sixteen MiB in every process of the
house, and a third of a second at each start.
"""

import re
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

# All of v3, and of v2 which pages the public may see: the editor's own interface has an answer of its own to that.
PUBLIC = re.compile(r"wagtail\.(\w+\.)*api\.(v3(\.|$)|querysets$)")


class Unrouted(MetaPathFinder, Loader):
    """Answers the import of a public interface with an empty module that takes what applications register there.

    It knows the four names they import. A Wagtail that wants another one fails as it starts, with that name.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A module of a public interface, and nothing else."""
        return ModuleSpec(fullname, self, is_package=True) if PUBLIC.match(fullname) else None

    def exec_module(self, module: ModuleType) -> None:
        """Put the four names in."""
        vars(module).update(api=self, router=None, register_content_types=lambda: None, get_public_pages_queryset=None)

    def add_router(self, prefix: str, router: None) -> None:
        """Nobody will ask for it."""


def leave_out() -> None:
    """To be called before Wagtail's applications start."""
    sys.meta_path.insert(0, Unrouted())
