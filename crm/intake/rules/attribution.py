"""The source of an inquiry from the site. Pure."""

from crm.leads.rules.sources import Source


def source_of(*, from_article: bool, utm_source: str, referrer: str) -> Source:
    """WeChat comes before the page, because the same article is read in both places."""
    if utm_source.lower() in {"wechat", "weixin"} or referrer.endswith(("weixin.qq.com", "servicewechat.com")):
        return Source.WECHAT
    return Source.ARTICLE if from_article else Source.SITE
