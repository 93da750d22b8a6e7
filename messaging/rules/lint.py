"""What domestic carriers refuse in a text, and how text typed by visitors is kept from carrying it."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

LINK = re.compile(
    r"(?:https?:|www\.|//|[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|cc|me|io|vip|shop)(?![a-z0-9]))[\x21-\x7e]*",
    re.IGNORECASE,
)
TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4})(?!\d)")
BRACKETS = re.compile(r"[【】\[\]]")
# Carriers may read study topics as politics; the texts stay about the call, the class and the time.
TOPICS = ("红色", "革命", "党性", "党建", "理论学习", "政治", "主题教育")
# Money, luck and alarm are what the filters of the carriers look for first.
FORBIDDEN = (
    "贷款",
    "理财",
    "股票",
    "彩票",
    "中奖",
    "赌",
    "发票",
    "代开",
    "返现",
    "加微信",
    "加群",
    "点击领取",
    "免费领取",
)
ADVERTISERS = ("贷款", "理财", "股票", "彩票", "中奖", "赌", "代开", "返现", "加群", "点击领取", "免费领取")
# Words of advertising, which a notice may not carry.
ADVERTISING = ("优惠", "促销", "特价", "折扣", "限时", "抢购", "热销", "火热报名", "名额有限", "大礼包")
WAY_OUT = "拒收请回复R"
# What a person is told of each finding.
FINDING_WORDS = {
    "link": _("It carries a link; carriers refuse every link."),
    "telephone": _("It carries a telephone number; carriers filter them."),
    "topic": _("It carries words that carriers may read as politics."),
    "signature": _("The signature stands once, in front, in 【】."),
    "length": _("It is longer than 500 characters."),
    "brackets": _("Brackets stand around the signature only."),
    "word_length": _("It is longer than 24 characters."),
    "forbidden": _("It carries a word that carriers refuse."),
    "way_out_missing": _("A promotion ends with 拒收请回复R."),
    "way_out_misplaced": _("拒收 and 退订 stand in a promotion only: once, at its end."),
    "advertising": _("It carries a word of advertising; a notice may not."),
}
LONGEST_WORD = 24
LONGEST_TEXT = 500


def harmless(word: str) -> str:
    """A visitor's word without links, telephone numbers, brackets or line breaks, and not longer than a name."""
    kept = folded(word)[:LONGEST_WORD]
    while (cleaned := without_traps(kept)) != kept:  # what stood on both sides of a trap may form another
        kept = cleaned
    return kept


def folded(word: str) -> str:
    """The word in one width, with single blanks and without characters that no reader sees."""
    text = " ".join(unicodedata.normalize("NFKC", word).split())
    if text.isprintable():
        return text
    return " ".join("".join(character for character in text if unicodedata.category(character)[0] != "C").split())


def objections(word: str) -> list[str]:
    """What `harmless` would cut out of a word, in stable words; it cuts nothing out of a word without any."""
    text = folded(word)
    traps = {"link": LINK, "telephone": TELEPHONE, "brackets": BRACKETS}
    found = [name for name, pattern in traps.items() if pattern.search(text)]
    return [*found, "word_length"] if len(text) > LONGEST_WORD else found


def without_traps(text: str) -> str:
    """The text after one round of cutting out."""
    for pattern in (BRACKETS, LINK, TELEPHONE):
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def advertises(text: str) -> bool:
    """Whether a text from outside looks like advertising: a link, or a word only advertisers use.

    Visitors do ask for an invoice (发票) or for a WeChat contact (加微信).
    """
    return bool(LINK.search(text)) or any(word in text for word in ADVERTISERS)


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


def findings(text: str, *, is_promotion: bool) -> list[str]:
    """The complaints about a finished text of a kind: also forbidden words, advertising, and the way out's place."""
    found = complaints(text)
    if any(word in text for word in FORBIDDEN):
        found.append("forbidden")
    if is_promotion and not text.endswith(WAY_OUT):
        found.append("way_out_missing")
    elsewhere = text.removesuffix(WAY_OUT) if is_promotion else text
    if "拒收" in elsewhere or "退订" in elsewhere:
        found.append("way_out_misplaced")
    if not is_promotion and any(word in text for word in ADVERTISING):
        found.append("advertising")
    return found
