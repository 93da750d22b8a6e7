"""Who works in the demo centre, and when."""

from datetime import time

from accounts.models import Role, User
from consultants.models import Consultant, Shift, Weekday
from crm.desk.services import users as accounts
from demo.sign_ins import PASSWORD

STAFF = [
    ("zhong", "钟老师", Role.CONSULTANT),
    ("qian", "钱老师", Role.CONSULTANT),
    ("liu", "刘老师", Role.CONSULTANT),
    ("manager", "黄主任", Role.MANAGER),
    ("editor", "文编辑", Role.EDITOR),
    ("admin", "管理员", Role.ADMIN),
]
# Has set no password yet.
INVITED = ("su", "苏主任", Role.MANAGER)
# Name, the centre's published hotline, specialities, weekdays and hours.
WORKING_DAYS = [day for day in Weekday.values if day < Weekday.SATURDAY]
CONSULTANTS = [
    ("zhong", "+8618079606663", "党政机关、事业单位", WORKING_DAYS, (time(8), time(18))),
    ("qian", "+8618079611118", "国有企业、金融系统", Weekday.values, (time(9), time(21))),
    ("liu", "+8618079606668", "高校、群团与社会组织", [1, 2, 3, 4, 5, 6], (time(8), time(20))),
]


def build() -> dict[str, User]:
    """The sign-ins and the consultants behind the hotlines; those that exist stay as they are."""
    users = {}
    for username, name, role in STAFF:
        user, made = User.objects.get_or_create(
            username=username,
            defaults={
                "display_name": name,
                "role": role,
                "is_staff": role == Role.ADMIN,
                "is_superuser": role == Role.ADMIN,
            },
        )
        if made:
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        users[username] = user
    for position, (username, hotline, specialities, days, (starts, ends)) in enumerate(CONSULTANTS):
        consultant, made = Consultant.objects.get_or_create(
            hotline=hotline,
            defaults={
                "user": users[username],
                "name": users[username].display_name,
                "specialities": specialities,
                "position": position,
            },
        )
        if made:
            Shift.objects.bulk_create(
                Shift(consultant=consultant, weekday=day, starts=starts, ends=ends) for day in days
            )
    if not User.objects.filter(username=INVITED[0]).exists():
        username, name, role = INVITED
        accounts.add(username=username, display_name=name, email="", role=role, hotline="", by=users["admin"])
    return users
