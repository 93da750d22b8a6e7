"""What the people of the demo centre are called, ask and answer; all of it is invented."""

from random import Random

from crm.leads.rules.sources import Source

SURNAMES = "王李张刘陈杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭"
TITLES = ["主任", "科长", "老师", "部长", "书记", "女士", "先生", "干事", "经理", "处长"]
PLACES = ["清源县", "云岭区", "明川市", "松江区", "盘龙镇", "南湖", "东岭市", "青禾县", "白鹭区", "望江县"]
UNITS = [
    "委组织部",
    "总工会",
    "教育局",
    "供水公司",
    "人民医院",
    "学院",
    "农商银行",
    "税务局",
    "能源集团",
    "团委",
    "民政局",
    "交投公司",
]
MONTHS = ["12 月上旬", "明年 3 月", "明年 4 月", "元旦后", "时间可商量", "11 月底", "春节后"]
REMARKS = [
    "希望能开培训费发票。",
    "住宿标间即可，晚上有研讨。",
    "往返动车，需要接站。",
    "预算每人每天 550 元以内。",
    "有两位同志清真餐。",
]
THEMES = ["党性教育", "能力提升", "青年成长", "基层党建", "企业管理", "社会实践"]
LOST = ["预算不够", "选择了其他机构", "培训计划取消", "时间对不上", "只是了解情况"]
NOTES = [
    "人数和日期基本定了，等领导审批。",
    "要一份五天的课程表。",
    "关心住宿和用餐标准。",
    "去年来过，想换几个现场教学点。",
    "下周再联系。",
]
ANSWER_WORDS = ["好的，明天上午打给我。", "这周在外面，周五再联系。", "先发一份课程表看看。"]
# Most inquiries come from articles.
SOURCES = [Source.ARTICLE] * 9 + [Source.SITE] * 3 + [Source.HOTLINE] * 4 + [Source.WECHAT] * 3 + [Source.REFERRAL]


def invented_organisation(random: Random) -> str:
    """A name that no organisation has."""
    return f"{random.choice(PLACES)}{random.choice(UNITS)}（演示）"
