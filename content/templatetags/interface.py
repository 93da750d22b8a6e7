"""Small helpers of the design system: the avatar of a person without a picture."""

from zlib import crc32

from django import template

register = template.Library()

TINTS = 4


@register.filter
def tint(name: object) -> str:
    """The CSS class of a person's tint; the same name always has the same one."""
    return f"avatar-{crc32(str(name).encode()) % TINTS + 1}"


@register.filter
def initial(name: object) -> str:
    """The first letter of a name, in Chinese the surname."""
    return str(name).strip()[:1].upper()
