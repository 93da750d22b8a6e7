"""A list of contacts that 钟老师 has uploaded and not imported yet, and a file of leads that is being written."""

from collections.abc import Mapping

from accounts.models import User
from crm.leads.models import Lead
from crm.transfer.models import ExportedList
from crm.transfer.services import exports, uploads
from kit import phones

TITLES = "2026 年秋季招生会意向单位登记表\n填报人：会务组,,日期：11 月 22 日\n"
HEADINGS = "联系人,职务,单位（全称）,联系电话,人数(约),意向班次时间,招生会编号\n"
ROWS = """骆科长,组教科,沙汀区委组织部,199 0000 9047,50,12月,ZS-014
尚主任,办公室主任,柳浪新区管委会,1990000983,36,1月,ZS-015
戚书记,党委书记,翠岚乡人民政府,199 0000 9391,四十左右,明年3月,ZS-017
,干事,云台市供销社,199 0000 9715,28,12/14,ZS-018
龚女士,党群部,金穗机械集团,0793-8970216,60,13月,ZS-019
邱经理,工会主席,恒川集团工会,199 0000 9082,80,12月底,ZS-020
樊科长,人事科,双溪县卫健委,199 0000 9014,42,1月,ZS-021
阮老师,培训中心主任,望汀中学党总支,199 0000 9450,46 人,12月14日,ZS-022
邱经理,工会主席,恒川集团工会,19900009082,80,12月底,ZS-023
柏处长,机关党委,春江区司法局,199 0000 9208,66,12月21日,ZS-024
"""


def build(users: Mapping[str, User]) -> None:
    """Look at the list, which also names a caller of 钟老师, and ask for a file."""
    known = Lead.objects.open().filter(owner__user=users["zhong"]).latest("pk")
    row = f"{known.name},,{known.organisation or ''},{phones.spaced(known.phone)},45,12月,ZS-016\n"
    text = f"{TITLES}{HEADINGS}{ROWS}{row}"
    uploads.take(name="2026秋季招生会名单.csv", content=text.encode("gb18030"), by=users["zhong"])
    exports.ask(what=ExportedList.LEADS, is_unmasked=True, reason="寄教材要核对号码", by=users["qian"])
