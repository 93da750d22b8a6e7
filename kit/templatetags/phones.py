"""Phone numbers in templates."""

from django import template

from kit import phones

register = template.Library()

register.filter("spaced", phones.spaced)
register.filter("mask", phones.mask)


@register.filter
def national(e164: str) -> str:
    """The number without the country code and without blanks, to paste elsewhere."""
    return e164.removeprefix("+86")
