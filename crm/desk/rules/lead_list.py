"""The columns and orders of the list of leads, and the views that everybody has."""

from django.utils.translation import gettext_lazy as _

# The order in which columns stand; the name is always shown.
COLUMNS = {
    "stage": _("Stage"),
    "head_count": _("People"),
    "theme": _("Theme"),
    "month": _("Month"),
    "owner": _("Consultant"),
    "next_step_at": _("Next step"),
    "last_asked_at": _("Last asked"),
    "tags": _("Tags"),
    "source": _("Source"),
    "phone": _("Phone"),
    "budget": _("Budget"),
    "asked_at": _("First asked"),
}
USUAL_COLUMNS = ("stage", "head_count", "theme", "month", "owner", "next_step_at", "last_asked_at", "tags")

NEXT_STEP, NEWEST, LATEST, LARGEST = "next_step", "newest", "latest", "largest"
SORTS = {
    NEXT_STEP: _("Next step, the earliest first"),
    NEWEST: _("Newest first"),
    LATEST: _("Last asked first"),
    LARGEST: _("Largest groups first"),
}

# Name and query string; the first one is shown where the address asks for nothing.
VIEWS = (
    (_("In progress"), "state=open"),
    (_("Due this week"), "due=week"),
    (_("Groups of 100 and more"), "people=100&state=open"),
    (_("No next step"), "due=never"),
    (_("All"), "sort=newest"),
)
# How many views a user may keep.
MOST_VIEWS = 12
