"""The message catalogue, extracted and compiled by Babel: a fresh machine has no gettext."""

import fcntl
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

ROOMS = ("accounts", "catalog", "config", "consultants", "content", "crm", "enrollment", "kit", "messaging", "reports")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extract_template(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Babel's extraction method for Django templates, by way of Django's own `templatize`."""
    source = templatize(fileobj.read().decode(), origin=getattr(fileobj, "name", "template"))
    # The calls in it are Python, the blanks between them are not: without indentation the tokenizer takes both.
    flush = "\n".join(line.lstrip() for line in source.splitlines())
    yield from extract_python(BytesIO(flush.encode()), keywords, comment_tags, {"encoding": "utf-8"})


class Command(BaseCommand):
    """Keep `locale/zh_Hans` complete: `update`, `fill FILE.json`, `check`, `compile`."""

    help = "Extract, fill, check or compile the zh-Hans catalogue."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One verb, and for `fill` a JSON file of {English: Chinese}."""
        parser.add_argument("verb", choices=["update", "fill", "check", "compile"])
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, verb: str, file: Path | None, **options: Any) -> None:
        """Carry out the verb under a lock, so that two people may fill at once."""
        base = Path(settings.BASE_DIR)
        po = base / "locale/zh_Hans/LC_MESSAGES/django.po"
        with po.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if verb == "compile":
                self._compile(po)
                return
            before = self._read(po)
            catalog = self._read(po)
            catalog.update(self._extract(base), no_fuzzy_matching=True)
            catalog.obsolete.clear()
            if verb == "fill":
                self._fill(catalog, json.loads((file or Path("/dev/stdin")).read_text()))
            if verb == "check":
                self._check(before, catalog)
                return
            with po.open("wb") as out:
                write_po(out, catalog, width=120, sort_output=True, omit_header=False, no_location=True)
            self._compile(po)
            missing = [message.id for message in catalog if message.id and not _is_translated(message)]
            for text in missing:
                self.stdout.write(f"missing: {text!r}")
            self.stdout.write(f"{len(list(catalog)) - 1} texts, {len(missing)} missing")

    def _read(self, po: Path) -> Catalog:
        if not po.exists():
            return Catalog(locale="zh_Hans", project="centre", fuzzy=False)
        with po.open("rb") as source:
            return read_po(source, locale="zh_Hans")

    def _extract(self, base: Path) -> Catalog:
        catalog = Catalog(project="centre", fuzzy=False)
        sources: list[tuple[Path, Any]] = [
            (path, "python") for room in ROOMS for path in sorted((base / room).rglob("*.py"))
        ]
        sources += [(path, extract_template) for path in sorted((base / "templates").rglob("*.*"))]
        for path, method in sources:
            for line, text, comments, context in extract_from_file(
                method, str(path), keywords=KEYWORDS, comment_tags=("Translators:",)
            ):
                catalog.add(text, None, [(str(path.relative_to(base)), line)], auto_comments=comments, context=context)
        for message in catalog:
            # Django's templates use %(name)s only; a bare percent sign is no placeholder.
            message.flags.discard("python-brace-format")
        return catalog

    def _fill(self, catalog: Catalog, texts: dict[str, str]) -> None:
        for message in catalog:
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            named = f"{message.context}|{key}" if message.context else key
            if text := texts.get(named):
                message.string = (text,) if message.pluralizable else text
                message.flags.discard("fuzzy")

    def _check(self, before: Catalog, after: Catalog) -> None:
        known = {(message.id, message.context) for message in before}
        faults = [f"not in the catalogue: {m.id!r}" for m in after if (m.id, m.context) not in known]
        faults += [f"not translated: {m.id!r}" for m in after if m.id and not _is_translated(m)]
        faults += [f"fuzzy: {m.id!r}" for m in after if m.id and m.fuzzy]
        now = {(message.id, message.context) for message in after}
        faults += [f"no longer used: {m.id!r}" for m in before if (m.id, m.context) not in now]
        if faults:
            raise CommandError("\n".join([*faults, f"{len(faults)} faults in locale/zh_Hans; run `make messages`."]))
        self.stdout.write(f"The zh-Hans catalogue is complete: {len(now) - 1} texts.")

    def _compile(self, po: Path) -> None:
        with po.with_suffix(".mo").open("wb") as out:
            write_mo(out, self._read(po))


def _is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings)
