"""Lists as tables: columns are declared once, pages and what an empty list says come with them."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import EmptyPage
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django_tables2 import LazyPaginator, Table
from django_tables2.columns import Column, TemplateColumn

from kit.views import page_number

__all__ = ["BaseTable", "Column", "TemplateColumn"]

PER_PAGE = 40


class BaseTable(Table):
    """What the tables of all apps have in common.

    Subclasses declare columns and `empty_icon`, `empty_title`, `empty_text`: what an empty list says and what to do
    about it.
    """

    empty_icon = "list"
    empty_title: str | Promise = ""
    empty_text: str | Promise = ""

    @classmethod
    def page(
        cls, request: HttpRequest, rows: QuerySet[Any] | list[Any], *, prefix: str = "", without: Sequence[str] = ()
    ) -> "BaseTable":
        """The page of the rows that the address asks for; the first where there is no such page.

        The whole list is never counted.

        `prefix` tells the pages of several tables on one page apart, `without` names columns that are left out.
        """
        table = cls(rows, orderable=False, prefix=prefix, exclude=without, request=request)
        try:
            table.paginate(LazyPaginator, per_page=PER_PAGE, page=page_number(request, f"{prefix}page"))
        except EmptyPage:
            table.paginate(LazyPaginator, per_page=PER_PAGE)
        return table
