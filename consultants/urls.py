"""Addresses of this app."""

from datetime import date

from django.urls import path, register_converter

from consultants.views import feed, mine, people, roster
from kit import dates

app_name = "consultants"


class DayConverter:
    """A date such as 2026-12-05."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """A date that is none is no address."""
        return dates.day(value)

    def to_url(self, value: date) -> str:
        """As ISO 8601."""
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("desk/roster/", roster.roster, name="roster"),
    path("desk/roster/<day:on>/", roster.day, name="day"),
    path("desk/roster/mine/", mine.mine, name="mine"),
    path("desk/roster/mine/feed/", mine.feed_renew, name="feed-renew"),
    path("desk/roster/swaps/", mine.swap_propose, name="swap-propose"),
    path("desk/roster/swaps/<int:pk>/", mine.swap_answer, name="swap-answer"),
    path("desk/roster/leave/", mine.leave_request, name="leave-request"),
    path("desk/roster/leave/<int:pk>/", mine.leave_answer, name="leave-answer"),
    path("desk/roster/leave/<int:pk>/cover/", people.cover, name="leave-cover"),
    path("desk/roster/people/<int:pk>/", people.person, name="person"),
    path("desk/roster/people/<int:pk>/week/", people.week, name="week"),
    path("desk/roster/people/<int:pk>/leave/", people.leave, name="leave"),
    path("desk/roster/people/<int:pk>/pause/", people.pause, name="pause"),
    path("duty/<str:key>.ics", feed.ics, name="feed"),
]
