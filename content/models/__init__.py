"""Pages, the centre's profile and the hit counter."""

from content.models.article import ArticlePage, ArticleProgramme
from content.models.centre import CentreSettings
from content.models.channel import ChannelPage
from content.models.home import HomePage
from content.models.page_view import PageViewDaily
from content.models.programme import ProgrammePage, ProgrammeReading
from content.models.standard import StandardPage

__all__ = [
    "ArticlePage",
    "ArticleProgramme",
    "CentreSettings",
    "ChannelPage",
    "HomePage",
    "PageViewDaily",
    "ProgrammePage",
    "ProgrammeReading",
    "StandardPage",
]
