"""Who is no reader: programs that fetch pages."""

from crawlerdetect import CrawlerDetect

_known = CrawlerDetect()


def is_program(user_agent: str) -> bool:
    """Whether the caller names itself as a program, or does not name itself at all."""
    return not user_agent or bool(_known.isCrawler(user_agent))
