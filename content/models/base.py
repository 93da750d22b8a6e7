"""What all pages share: readable addresses and a drawing for the time without a photograph."""

from collections.abc import Collection
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from content.rules import slugs
from kit import clock, dates
from kit.models import clean_texts


class Drawing(models.TextChoices):
    """Our own drawings (static/img/drawings), for pages without a photograph."""

    SUNRISE = "sunrise", _("sunrise")
    BAMBOO = "bamboo", _("bamboo hills")
    DUSK = "dusk", _("dusk")
    MIST = "mist", _("mist")
    TERRACES = "terraces", _("terraces")
    AUTUMN = "autumn", _("autumn")


class PublicPageForm(WagtailAdminPageForm):
    """The editor's form of a page (Wagtail binds it to the model); the address may be left to us."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Require a title only; the times of Wagtail's schedule lie in the centre's calendar."""
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].validators.append(MaxLengthValidator(slugs.LONGEST))
        for name in {"go_live_at", "expire_at"} & self.fields.keys():
            self.fields[name].validators += dates.INSTANT_VALIDATORS

    def clean(self) -> dict[str, Any]:
        """Give a page whose title makes no slug a dated address among its siblings."""
        title = self.cleaned_data.get("title", "")
        if not self.cleaned_data.get("slug") and self.parent_page and not slugs.is_in(title):
            siblings = self.parent_page.get_children().exclude(pk=self.instance.pk)
            self.cleaned_data["slug"] = slugs.dated(clock.today(), set(siblings.values_list("slug", flat=True)))
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class PublicPage(Page):
    """A page of the public site."""

    base_form_class = PublicPageForm

    drawing = models.CharField(
        _("drawing"),
        max_length=10,
        choices=Drawing,
        default=Drawing.SUNRISE,
        help_text=_("Shown where the page has no photograph of its own."),
    )

    # The pages between the home page and this one, when the route brought them along.
    trail: tuple[Page, ...] | None = None

    class Meta:
        abstract = True

    @property
    def drawing_path(self) -> str:
        """The drawing among the static files."""
        return f"img/drawings/{self.drawing}.svg"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Judge the texts without what no reader sees."""
        clean_texts(self)
        super().clean_fields(exclude)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Give a page whose title makes no slug a dated address before Wagtail looks for one."""
        if not self.slug and self.path and not slugs.is_in(self.title):
            taken = self.get_siblings(inclusive=False).values_list("slug", flat=True)
            self.slug = slugs.dated(clock.today(), set(taken))
        super().full_clean(*args, **kwargs)
