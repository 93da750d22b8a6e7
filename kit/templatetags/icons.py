"""`{% icon "phone" %}`: one Lucide icon, inlined, so that it needs no request and takes the text's colour."""

from functools import cache
from inspect import getfullargspec

from django import template
from django.template.base import FilterExpression, Node, Parser, TextNode, Token, Variable
from django.template.context import Context
from django.template.library import parse_bits
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

register = template.Library()


@cache
def drawing(name: str, size: int = 18, label: str = "") -> SafeString:
    """An icon of `size` CSS pixels; give a `label` only when no text beside it says the same."""
    voice = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return mark_safe(lucide(name, size=size, **{"class": "icon"}, **voice))  # noqa: S308  (the library's own drawing)


class IconNode(Node):
    """An icon that only the page can name."""

    child_nodelists: tuple[str, ...] = ()

    def __init__(self, args: list[FilterExpression], kwargs: dict[str, FilterExpression]) -> None:
        """Keep the arguments of `drawing`, unresolved."""
        self.args, self.kwargs = args, kwargs

    def render(self, context: Context) -> SafeString:
        """Draw what the arguments say on this page."""
        args = [one.resolve(context) for one in self.args]
        return drawing(*args, **{name: one.resolve(context) for name, one in self.kwargs.items()})


@register.tag
def icon(parser: Parser, token: Token) -> Node:
    """Inline an icon; one whose name and size stand in the template is drawn when the template is read."""
    spec = getfullargspec(drawing.__wrapped__)
    name, *bits = token.split_contents()
    args, kwargs = parse_bits(
        parser, bits, spec.args, spec.varargs, spec.varkw, spec.defaults, [], None, takes_context=False, name=name
    )
    node = IconNode(args, kwargs)
    return TextNode(node.render(Context())) if all(map(_is_constant, [*args, *kwargs.values()])) else node


def _is_constant(said: FilterExpression) -> bool:
    """Whether an argument is a plain text or number, the same on every page."""
    is_number = isinstance(said.var, Variable) and said.var.lookups is None and not said.var.translate
    return (is_number or isinstance(said.var, str)) and not said.filters
