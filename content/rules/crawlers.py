"""Who is no reader: programs that fetch pages."""

import re

PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|curl|wget|python|java/|go-http|okhttp|httpclient|headlesschrome|preview|monitor|fetch|scan|"
    r"baiduspider|bytespider|sogou|360spider|yisou|lighthouse",
    re.IGNORECASE,
)


def is_program(user_agent: str) -> bool:
    """Whether the caller names itself as a program, or does not name itself at all."""
    return not user_agent or bool(PROGRAMS.search(user_agent))
