"""`{% icon "phone" %}`: one Lucide icon, inlined, so that it needs no request and takes the text's colour."""

from functools import cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, size: int = 18, label: str = "") -> SafeString:
    """An icon of `size` CSS pixels; give a `label` only when no text beside it says the same."""
    voice = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return mark_safe(lucide(name, size=size, **{"class": "icon"}, **voice))  # noqa: S308  (the library's own drawing)
