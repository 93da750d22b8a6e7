"""The building blocks of a text, as editors meet them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

PLAIN_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A heading; it becomes an anchor and a line of the contents list."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "content/blocks/heading.html"


class ImageBlock(blocks.StructBlock):
    """A picture with its caption."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=120)
    alternative = blocks.CharBlock(
        label=_("Description for people who cannot see it"),
        required=False,
        max_length=120,
        help_text=_("Leave empty when the caption says the same."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content/blocks/image.html"


class QuoteBlock(blocks.StructBlock):
    """A sentence worth a frame."""

    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Said by"), required=False, max_length=60)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "content/blocks/quote.html"


class StepBlock(blocks.StructBlock):
    """One step of a procedure."""

    title = blocks.CharBlock(label=_("Step"), max_length=60)
    text = blocks.TextBlock(label=_("What to do"), required=False)


class StepsBlock(blocks.ListBlock):
    """Numbered steps."""

    def __init__(self, **kwargs: Any) -> None:
        """Steps of one kind."""
        super().__init__(StepBlock(), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "content/blocks/steps.html"


class TableBlock(blocks.StructBlock):
    """A small table, typed as lines: one row a line, cells separated by a bar."""

    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=80)
    lines = blocks.TextBlock(
        label=_("Rows"),
        help_text=_("One row a line, cells separated by | . The first line is the heading."),
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `head` and `rows`, the cells as lists of texts."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        rows = [[cell.strip() for cell in line.split("|")] for line in value["lines"].splitlines() if line.strip()]
        return context | {"head": rows[0] if rows else [], "rows": rows[1:]}

    class Meta:
        icon = "table"
        label = _("Table")
        template = "content/blocks/table.html"


class TextBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(label=_("Paragraph"), features=PLAIN_FEATURES)
    image = ImageBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    table = TableBlock()

    class Meta:
        required = False


class DayBlock(blocks.StructBlock):
    """One day of a timetable."""

    title = blocks.CharBlock(label=_("Day"), max_length=40, help_text=_("Such as: day 1, arrival and opening."))
    lines = blocks.TextBlock(label=_("Timetable"), help_text=_("One line for each part: time | what happens | where."))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `rows`: time, content and place of each part of the day."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        rows = []
        for line in value["lines"].splitlines():
            if line.strip():
                time, content, place, *_rest = [*(cell.strip() for cell in line.split("|")), "", ""]
                rows.append((time, content, place))
        return context | {"rows": rows}

    class Meta:
        icon = "date"
        label = _("Day")
        template = "content/blocks/day.html"


class FactBlock(blocks.StructBlock):
    """A fact of the home page, such as: how long we have existed."""

    label = blocks.CharBlock(label=_("What"), max_length=20)
    value = blocks.CharBlock(label=_("Value"), max_length=60)

    class Meta:
        icon = "pick"
        label = _("Fact")
