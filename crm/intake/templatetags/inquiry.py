"""The inquiry form on a content page."""

from django import template
from wagtail.models import Page

from consultants.models import Consultant
from crm.intake.forms.inquiry import InquiryForm, Origin

register = template.Library()


@register.simple_tag
def inquiry_form(page: Page | str | None = None, consultant: Consultant | str | None = None) -> InquiryForm:
    """An empty form with its page and the consultant shown beside it.

    Templates pass an empty text for what is missing.
    """
    origin = Origin.of_page(
        page if isinstance(page, Page) else None, consultant.pk if isinstance(consultant, Consultant) else None
    )
    return InquiryForm(initial={"origin": origin.sign()}, auto_id="inquiry_%s")
