"""When an answer means: send me nothing more, or: send me texts again."""

import re
import unicodedata

# What carriers and readers use; compared after folding case, width, blanks and punctuation.
WORDS = frozenset(
    {"R", "T", "TD", "TDHF", "N", "QX", "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"}
    | {"拒收", "退订", "取消", "取消订阅", "拒绝", "拒绝接收", "停止", "停发"}
)
RETURN_WORDS = frozenset({"START", "UNSTOP", "RESUME", "OPTIN", "恢复", "恢复订阅", "恢复短信", "重新订阅"})
# An English word of refusal stays one among these words only.
REFUSING = r"(?:STOP|STOPALL|UNSUBSCRIBE|OPT ?OUT|QUIT|TD|退订|拒收)"
COURTESY = (
    r"(?:PLEASE|PLS|THANKS?|THANK YOU|THX|ALL|ME|IT|NOW|TEXTING|SENDING|TEXTS?"
    r"|MESSAGES?|SMS|THESE|THIS|YOUR|MY|NUMBER|HI|HELLO)"
)
ENGLISH = re.compile(rf"(?:{COURTESY} )*{REFUSING}(?: (?:{COURTESY}|{REFUSING}))*")
# A Chinese sentence of refusal holds nothing beside the wish and these; 不 before the wish turns it round.
AROUND = (
    r"(?:TD|T|R|我们|我|请|麻烦|帮忙|帮我|给我|你们|您|想要|想|要|需要|申请"
    r"|全部|短信|信息|消息|通知|了|吧|啊|谢谢|谢|的|回复|再)"
)
WISH = r"(?:退订|拒收|拒绝接收|取消订阅|停发|(?:不要|别|请勿|勿)再?(?:给我|向我)?再?(?:发|打扰|发送|发来)(?:送)?)"
CHINESE = re.compile(rf"{AROUND}*{WISH}(?:{AROUND}|{WISH})*")


def is_refusal(text: str) -> bool:
    """Whether the sender of this reply wants no more messages; a sentence that merely contains a T does not."""
    words = _words(text)
    folded = "".join(words)
    return folded in WORDS or bool(ENGLISH.fullmatch(" ".join(words)) or CHINESE.fullmatch(folded))


def is_return(text: str) -> bool:
    """Whether the sender of this reply wants messages again; that is no consent yet, a person asks."""
    return "".join(_words(text)) in RETURN_WORDS


def _words(text: str) -> list[str]:
    """The words in one spelling: no width, no case, no punctuation."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text)).upper().split()
