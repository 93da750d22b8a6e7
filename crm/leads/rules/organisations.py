"""When two spellings name one organisation, and what kind of organisation it is."""

import re
import unicodedata

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST_KEY = 80
PARTY = re.compile(r"^(?:中国共产党|中共)")
# Usual short forms; longer words first.
SHORT = (
    ("股份有限公司", "公司"),
    ("有限责任公司", "公司"),
    ("有限公司", "公司"),
    ("集团公司", "集团"),
    ("人民政府", "政府"),
    ("委员会", "委"),
    ("发展和改革", "发改"),
    ("发展改革", "发改"),
)
# A party committee of a territory (南湖县委) is an organisation; one of an organisation is that organisation.
OF_A_TERRITORY = re.compile(r"[省市县区州盟旗镇乡]$")
BODY = re.compile(r"^(.+?)党?委$")


class OrganisationKind(TextChoices):
    """The kind of an organisation; the values are those of consultants' specialities."""

    SCHOOL = "school", _("school or university")
    FINANCE = "finance", _("bank or insurer")
    STATE_OWNED = "state-owned", _("enterprise")
    MASS = "mass", _("union, youth league or association")
    HEALTH = "health", _("hospital")
    PARTY_GOVERNMENT = "party-government", _("party or government office")


# The first match counts: 某大学党委 is a school, 某银行有限公司 a bank.
SIGNS = {
    OrganisationKind.SCHOOL: re.compile(r"大学|学院|学校|中学|小学|幼儿园|党校"),
    OrganisationKind.FINANCE: re.compile(r"银行|保险|证券|信用社|农商行"),
    OrganisationKind.HEALTH: re.compile(r"医院|卫生院|疾控"),
    OrganisationKind.MASS: re.compile(r"工会|团委|妇联|共青团|协会|商会|学会|联合会"),
    OrganisationKind.STATE_OWNED: re.compile(r"公司|集团|厂$|矿$|电网|交投|城投"),
    OrganisationKind.PARTY_GOVERNMENT: re.compile(r"委|局|厅|政府|法院|检察院|人大|政协|办公室|街道|乡$|镇$|[省市县]$"),
}


def key_of(name: str) -> str:
    """The name folded for matching: width, case, blanks and marks, 中共…委员会 and 党委, usual short forms.

    Names made of marks alone keep them, so that a name always has a key.
    """
    folded = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    plain = "".join(letter for letter in folded if letter.isalnum())
    key, before = plain, ""
    while key != before:
        before, key = key, _shorter(key)
    return (key or folded)[:LONGEST_KEY]


def _shorter(key: str) -> str:
    of_the_party = PARTY.match(key) is not None
    key = PARTY.sub("", key) or key
    for long, short in SHORT:
        key = key.replace(long, short)
    body = BODY.match(key)
    if body and (of_the_party or key.endswith("党委")):
        return body.group(1) + ("委" if OF_A_TERRITORY.search(body.group(1)) else "")
    return key


def kind_of(name: str) -> OrganisationKind | None:
    """The kind that a name shows; None where it shows none."""
    return next((kind for kind, signs in SIGNS.items() if signs.search(name)), None)
