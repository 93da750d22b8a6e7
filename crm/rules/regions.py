"""Where somebody is from, by the short names managers write: 江西, 南昌."""

import re
from functools import lru_cache

# Provinces in the order in which a name begins with them; none is the beginning of another.
PROVINCES = tuple(
    (  # noqa: SIM905  (read like a map)
        "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 "
        "四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
    ).split()
)
PROVINCE_ENDS = re.compile(r"^(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)")
CITY = re.compile(r"^(.{2,8}?)(?:市|地区|自治州|盟|林区)")
KEPT = 4096


@lru_cache(maxsize=KEPT)
def topics_of(place: str) -> frozenset[str]:
    """The regions a text begins with, as topics of routing: `江西省南昌市` gives `region:江西` and `region:南昌`.

    The text is a place or the name of an organisation there; one that names no province may still name its city.
    """
    found = set()
    if province := next((name for name in PROVINCES if place.startswith(name)), ""):
        found.add(province)
        place = PROVINCE_ENDS.sub("", place.removeprefix(province))
    if city := CITY.match(place):
        found.add(city.group(1))
    return frozenset(f"region:{name}" for name in found)
