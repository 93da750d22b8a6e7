"""How many segments a text takes: what the carrier counts and bills."""

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
GSM_SINGLE, GSM_PART = 160, 153
BASIC_PLANE = 0xFFFF
UCS2_SINGLE, UCS2_PART = 70, 67


def is_gsm(text: str) -> bool:
    """Whether the text fits the 7-bit alphabet; one Chinese character makes the whole text UCS-2."""
    return all(character in GSM_BASIC or character in GSM_EXTENDED for character in text)


def widths(text: str) -> list[int]:
    """How many units each character takes in the text's alphabet: septets, or 16-bit units."""
    if is_gsm(text):
        return [2 if character in GSM_EXTENDED else 1 for character in text]
    return [2 if ord(character) > BASIC_PLANE else 1 for character in text]


def units(text: str) -> int:
    """How many units the whole text takes, without looking at each character of the wide alphabet."""
    return sum(widths(text)) if is_gsm(text) else len(text.encode("utf-16-le", "surrogatepass")) // 2


def count(text: str) -> int:
    """Segments of the text, at least one; a two-unit character is never torn across a border."""
    single, part = (GSM_SINGLE, GSM_PART) if is_gsm(text) else (UCS2_SINGLE, UCS2_PART)
    if units(text) <= single:
        return 1
    segments, used = 1, 0
    for width in widths(text):
        if used + width > part:
            segments, used = segments + 1, 0
        used += width
    return segments
