"""Which door a lead came in by."""

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


def source_of(*, from_article: bool, utm_source: str, referrer: str) -> Source:
    """WeChat beats the page, because the same article is read in both places."""
    if utm_source.lower() in {"wechat", "weixin"} or referrer.endswith(("weixin.qq.com", "servicewechat.com")):
        return Source.WECHAT
    return Source.ARTICLE if from_article else Source.SITE
