"""When an answer means: send me nothing more."""

import re
import unicodedata

# What carriers and readers use; compared after folding case, width, blanks and punctuation.
WORDS = frozenset(
    {"R", "T", "TD", "TDHF", "N", "QX", "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}
    | {"拒收", "退订", "取消", "取消订阅", "拒绝", "停止", "停发", "不要再发", "别再发了", "不要发了"}
)
BEGINNINGS = ("拒收", "退订", "拒绝接收", "取消订阅", "不要再发", "别再发")
LONGEST_WISH = 20


def is_refusal(text: str) -> bool:
    """Whether the sender of this reply wants no more messages; a sentence that merely contains a T does not."""
    folded = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper()
    return folded in WORDS or (len(folded) <= LONGEST_WISH and folded.startswith(BEGINNINGS))
