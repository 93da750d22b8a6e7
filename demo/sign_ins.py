"""The sign-ins of the demo centre: never outside development (`kit.checks` refuses to start with them)."""

PASSWORD = "jinggangshan-demo"  # noqa: S105  (published on purpose)

# User name and description.
SIGN_INS = [
    ("zhong", "钟老师 · consultant 咨询老师"),
    ("qian", "钱老师 · consultant 咨询老师"),
    ("liu", "刘老师 · consultant 咨询老师"),
    ("manager", "manager 主管"),
    ("editor", "editor 编辑"),
    ("admin", "administrator 管理员"),
]
