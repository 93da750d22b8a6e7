"""A card for an address book, as RFC 6350 writes it."""

ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})


def escape(text: str) -> str:
    """A value with its backslashes, commas, semicolons and line ends escaped."""
    return text.translate(ESCAPED)


def card(*, name: str, organisation: str, telephone: str) -> str:
    """A card of version 3.0, which old telephones read too."""
    lines = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{escape(name)};;;;",
        f"FN:{escape(name)}（{escape(organisation)}）",
        f"ORG:{escape(organisation)}",
        f"TEL;TYPE=WORK,VOICE:{escape(telephone)}",
        "END:VCARD",
        "",
    )
    return "\r\n".join(lines)
