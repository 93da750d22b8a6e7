"""A response as tests read it: the formatter may break a tag over lines, and that changes nothing."""

import re

from django.http import HttpResponseBase


def shown(response: HttpResponseBase) -> str:
    """The page with its white space folded and none before the end of a tag."""
    return re.sub(r"\s*>", ">", re.sub(r"\s+", " ", response.content.decode()))
