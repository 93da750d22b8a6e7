"""What domestic carriers refuse in a text, and how words typed by strangers are kept from carrying it."""

import re
import unicodedata

LINK = re.compile(
    r"(?:https?:|www\.|//|[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|cc|me|io|vip|shop)(?![a-z0-9]))[\x21-\x7e]*",
    re.IGNORECASE,
)
TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4})(?!\d)")
BRACKETS = re.compile(r"[【】\[\]]")
# Carriers may read study topics as politics; the texts stay about the call, the class and the time.
TOPICS = ("红色", "革命", "党性", "党建", "理论学习", "政治", "主题教育")
LONGEST_WORD = 24
LONGEST_TEXT = 500


def harmless(word: str) -> str:
    """A visitor's word without links, telephone numbers, brackets or line breaks, and not longer than a name."""
    folded = " ".join(unicodedata.normalize("NFKC", word).split())
    kept = "".join(character for character in folded if unicodedata.category(character)[0] != "C")[:LONGEST_WORD]
    while (cleaned := without_traps(kept)) != kept:  # what stood on both sides of a trap may form another
        kept = cleaned
    return kept


def without_traps(text: str) -> str:
    """The text after one round of cutting out."""
    for pattern in (BRACKETS, LINK, TELEPHONE):
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def complaints(text: str) -> list[str]:
    """What a carrier would refuse in a finished text, as stable words: link, telephone, topic, signature, length."""
    found = []
    if LINK.search(text):
        found.append("link")
    if TELEPHONE.search(text):
        found.append("telephone")
    if any(topic in text for topic in TOPICS):
        found.append("topic")
    if not re.match(r"^【[^【】]+】[^【】]+$", text):
        found.append("signature")
    if len(text) > LONGEST_TEXT:
        found.append("length")
    return found
