"""How the desk says times."""

from django import template

from crm.screens import desk as screens

register = template.Library()

register.filter("short", screens.short)
