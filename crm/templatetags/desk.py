"""How the desk says times."""

from django import template

from crm import screens

register = template.Library()

register.filter("short", screens.short)
