"""What the demo centre offers: programmes, venues and a calendar of classes."""

from datetime import date, timedelta
from decimal import Decimal

from catalog.models import Programme, Venue
from crm.leads.models import Organisation
from enrollment.classes.models import ClassSession
from enrollment.classes.rules.lifecycle import SessionKind, SessionState

# Title, slug, theme, audience, summary, days, class hours.
PROGRAMMES = [
    (
        "党性教育五日班",
        "party-spirit-5",
        "党性教育",
        "机关与事业单位干部",
        "课堂讲授与现场教学各半，适合首次来访的班次。",
        5,
        40,
    ),
    ("干部能力提升班", "capability-6", "能力提升", "中层干部", "公文、沟通、应急与基层治理，案例研讨为主。", 6, 48),
    (
        "青年干部成长营",
        "young-cadres-7",
        "青年成长",
        "入职五年内的年轻干部",
        "徒步、访谈与结构化研讨，重在参与。",
        7,
        52,
    ),
    (
        "基层党组织书记班",
        "branch-secretaries-5",
        "基层党建",
        "村、社区与企业支部书记",
        "一人一案，带着问题来，带着办法回。",
        5,
        40,
    ),
    (
        "国企管理人员研修班",
        "state-firms-6",
        "企业管理",
        "国有企业管理人员",
        "责任、合规与班组建设，含一天现场教学。",
        6,
        46,
    ),
    ("高校师生实践班", "campus-4", "社会实践", "高校教师与学生骨干", "四天三晚，经费有限也能成行。", 4, 28),
]
VENUES = [("一号报告厅", 260), ("二号教室", 160), ("三号教室", 80), ("研讨室", 40)]
# Days from today to the first day, programme, classroom, seats, seats needed to run, price a head.
CALENDAR = [
    (-150, 0, 0, 200, 40, "2680"),
    (-128, 4, 1, 120, 30, "3180"),
    (-104, 1, 1, 120, 30, "2980"),
    (-83, 5, 0, 180, 36, "1680"),
    (-62, 2, 1, 110, 30, "3280"),
    (-41, 3, 1, 120, 30, "2480"),
    (-20, 0, 0, 200, 40, "2680"),
    (-3, 4, 1, 120, 30, "3180"),
    (14, 0, 0, 260, 40, "2680"),
    (21, 1, 1, 160, 30, "2980"),
    (35, 3, 0, 240, 30, "2480"),
    (56, 2, 0, 240, 40, "3280"),
]
DEDICATED = 7
DEDICATED_CLIENT = "江城能源集团党委（演示）"


def build(today: date) -> list[ClassSession]:
    """Programmes, classrooms and twelve classes, all still open: `close_past` closes those that are over."""
    programmes = [
        Programme.objects.get_or_create(
            slug=slug,
            defaults={
                "title": title,
                "theme": theme,
                "audience": audience,
                "summary": summary,
                "days": days,
                "class_hours": hours,
                "position": position,
            },
        )[0]
        for position, (title, slug, theme, audience, summary, days, hours) in enumerate(PROGRAMMES)
    ]
    venues = [Venue.objects.get_or_create(name=name, defaults={"seats": seats})[0] for name, seats in VENUES]
    return [
        _session(number, programmes[programme], venues[venue], today + timedelta(days=away), seats, needed, price)
        for number, (away, programme, venue, seats, needed, price) in enumerate(CALENDAR)
    ]


def close_past(today: date) -> None:
    """Classes that are over are finished, the one under way is running."""
    ClassSession.objects.filter(ends_on__lt=today).update(state=SessionState.FINISHED)
    ClassSession.objects.filter(starts_on__lte=today, ends_on__gte=today).update(state=SessionState.RUNNING)


def _session(
    number: int, programme: Programme, venue: Venue, starts_on: date, seats: int, needed: int, price: str
) -> ClassSession:
    client = None
    if number == DEDICATED:
        name = DEDICATED_CLIENT
        client = Organisation.objects.get_or_create(key=Organisation.key_of(name), defaults={"name": name})[0]
    session, _made = ClassSession.objects.get_or_create(
        code=f"{starts_on:%Y}-{number + 1:03d}",
        defaults={
            "programme": programme,
            "venue": venue,
            "kind": SessionKind.DEDICATED if client else SessionKind.OPEN,
            "client": client,
            "state": SessionState.OPEN,
            "starts_on": starts_on,
            "ends_on": starts_on + timedelta(days=programme.days - 1),
            "capacity": seats,
            "min_seats": needed,
            "price": Decimal(price),
        },
    )
    return session
