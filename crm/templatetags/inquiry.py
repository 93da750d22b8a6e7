"""The inquiry form on a content page."""

from typing import Any

from django import template

from crm.forms import InquiryForm, Origin

register = template.Library()


@register.simple_tag
def inquiry_form(page: Any = None, consultant: Any = None) -> InquiryForm:
    """An empty form that knows the page it stands on and the consultant shown beside it."""
    origin = Origin.of_page(page or None, getattr(consultant, "pk", None))
    return InquiryForm(initial={"origin": origin.sign()}, auto_id="inquiry_%s")
