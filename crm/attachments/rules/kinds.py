"""What a file really is, by its content."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import PurePath

import puremagic

# What the contents of some endings are called.
CALLED = {".jpeg": ".jpg", ".heic": ".heif"}
TEXTS = (".txt", ".csv")
# Every Office file is a package like any other; the folder inside tells which.
INSIDE = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}


def ending_of(name: str) -> str:
    """The ending of a file's name, in small letters and with its dot."""
    return PurePath(name).suffix.lower()


def is_what_it_says(name: str, content: bytes) -> bool:
    """Whether the content is of the kind that the ending of the name promises."""
    ending = ending_of(name)
    if ending in TEXTS:
        return _is_text(content)
    try:
        found = {match.extension for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return False
    return CALLED.get(ending, ending) in found and _holds(content, INSIDE.get(ending, ""))


def _holds(content: bytes, folder: str) -> bool:
    if not folder:
        return True
    try:
        return _any_in(zipfile.ZipFile(io.BytesIO(content)).namelist(), folder)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _any_in(names: Iterable[str], folder: str) -> bool:
    return any(name.startswith(folder) for name in names)


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
