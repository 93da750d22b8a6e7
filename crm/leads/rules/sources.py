"""Where an inquiry came from."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """The channel that brought the first inquiry."""

    ARTICLE = "article", _("Article")
    SITE = "site", _("Other page")
    HOTLINE = "hotline", _("Hotline call")
    WECHAT = "wechat", _("WeChat")
    REFERRAL = "referral", _("Referral")
    API = "api", _("Partner system")
    TEXT = "text", _("Text message received")
    IMPORT = "import", _("Imported list")


# What a caller may have come by, the usual one first.
BY_TELEPHONE = (Source.HOTLINE, Source.WECHAT, Source.REFERRAL, Source.ARTICLE, Source.SITE)
