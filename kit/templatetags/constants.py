"""Tags that say the same at every rendering and are asked once: constant texts, addresses, files.

A page of the desk has dozens of them, and Django answers each through a dozen calls: together an eighth of the page
(docs/adr/0029). A tag with a variable in it, or that keeps its answer under a name, stays Django's own. What is drawn
`once_a_language` keeps what its variables were at the first drawing: nothing that differs from page to page belongs in.
"""

from collections.abc import Callable, Hashable

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import do_translate
from django.templatetags.static import do_static
from django.urls import NoReverseMatch, get_script_prefix
from django.utils.translation import get_language

from kit import addresses

register = template.Library()


class Remembered(template.Node):
    """A node whose text depends on nothing but a circumstance: the language, the address the site hangs at."""

    def __init__(self, node: Node | NodeList, circumstance: Callable[[], Hashable]) -> None:
        """Keep Django's own node or nodes, asked once a circumstance."""
        self.node, self.circumstance = node, circumstance
        self.told: dict[Hashable, str] = {}

    def render(self, context: Context) -> str:
        """The text as it was the first time."""
        here = self.circumstance()
        if here not in self.told:
            self.told[here] = self.node.render(context)
        return self.told[here]


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's tag; a text without variables is looked up once a language."""
    node = do_translate(parser, token)
    is_constant = _is_constant(node.filter_expression) and not node.asvar and node.message_context is None
    return Remembered(node, get_language) if is_constant else node


class AddressOfOne(template.Node):
    """The address of one row: what stands around its number is looked up once."""

    def __init__(self, node: URLNode) -> None:
        """Keep Django's own node, which answers whatever is not a plain number, and says where there is no address."""
        self.node = node

    def render(self, context: Context) -> str:
        """The address as Django writes it."""
        number = self.node.args[0].resolve(context)
        if type(number) is not int or number < 0:
            return str(self.node.render(context))
        try:
            told = addresses.of_one(self.node.view_name.resolve(context), number)
        except NoReverseMatch:
            return str(self.node.render(context))
        if self.node.asvar:
            context[self.node.asvar] = told
            return ""
        return told


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Django's tag; an address without arguments, or what stands around its one number, is looked up once."""
    node = django_url(parser, token)
    if not _is_constant(node.view_name) or node.kwargs:
        return node
    if len(node.args) == 1:
        return AddressOfOne(node)
    return node if node.args or node.asvar else Remembered(node, get_script_prefix)


@register.tag
def static(parser: Parser, token: Token) -> Node:
    """Django's tag; a file's address is looked up once."""
    node = do_static(parser, token)
    is_constant = _is_constant(node.path) and node.varname is None
    return Remembered(node, get_script_prefix) if is_constant else node


@register.tag
def once_a_language(parser: Parser, token: Token) -> Node:
    """A block whose variables are the house's constants, such as the choices of a field: drawn once a language."""
    block = parser.parse(("endonce_a_language",))
    parser.delete_first_token()
    return Remembered(block, get_language)


def _is_constant(said: FilterExpression) -> bool:
    is_text = isinstance(said.var, str) or getattr(said.var, "literal", None) is not None
    return is_text and not said.filters
