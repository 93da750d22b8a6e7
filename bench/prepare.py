"""Migrate, fill, and leave what the client needs to be let in: sessions, a CSRF token, a form's signed part."""

import os
import sys
from pathlib import Path

import django

django.setup()

from importlib import import_module  # noqa: E402

from django.conf import settings  # noqa: E402  (Django must be set up before anything below)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string  # noqa: E402  (the cookie's own form)
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402
from bench.fill import fill  # noqa: E402
from crm.forms.lead import Origin  # noqa: E402
from crm.models import Lead  # noqa: E402

Store = import_module(settings.SESSION_ENGINE).SessionStore


def session_of(user: User) -> str:
    """A signed-in session's key."""
    session = Store()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def statements(consultant: User, manager: User, lead: Lead, origin: str) -> str:
    """How many statements each page sends with warm caches, savepoints not counted."""
    client = Client(HTTP_USER_AGENT="Mozilla/5.0")
    told = []
    asked = {"name": "王主任", "phone": "13700000001", "head_count": 45, "consent": "on", "origin": origin}
    for name, user, method, path in (
        ("inquiry", None, "post", "/inquire/"),
        ("desk list", consultant, "get", "/desk/?tab=open"),
        ("lead page", consultant, "get", f"/desk/leads/{lead.pk}/"),
        ("funnel", manager, "get", "/reports/funnel/"),
    ):
        if user:
            client.force_login(user)
        getattr(client, method)(path, asked | {"phone": "13700000002"} if method == "post" else None)
        with CaptureQueriesContext(connection) as captured:
            getattr(client, method)(path, asked if method == "post" else None)
        own = [one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]
        own = [one for one in own if one["sql"] not in {"BEGIN", "COMMIT"}]
        told.append(f"{name} {len(own)}")
    return f"statements: {', '.join(told)}\n"


def main() -> None:
    """Build everything into DATA_DIR."""
    call_command("migrate", verbosity=0)
    fill(int(sys.argv[1]))
    consultant, manager = User.objects.get(username="consultant1"), User.objects.get(username="manager")
    own = Lead.objects.filter(owner__user=consultant).order_by("-asked_at")[:200]
    made = Origin.of_page(None, None)
    origin = Origin(made.key, None, "", False, None, made.made_at - 60).sign()  # noqa: FBT003  (positional as signed)
    keys = {
        "csrf": _get_new_csrf_string(),
        "consultant": session_of(consultant),
        "manager": session_of(manager),
        "origin": origin,
        "leads": ",".join(str(lead.pk) for lead in own),
    }
    folder = Path(os.environ["DATA_DIR"])
    (folder / "keys").write_text("\n".join(f"{name}={value}" for name, value in keys.items()))
    (folder / "statements").write_text(statements(consultant, manager, own[0], origin))


if __name__ == "__main__":
    main()
