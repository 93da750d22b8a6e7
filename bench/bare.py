"""The floor: a one-file Django project that does the same five jobs with nothing around them.

Session and authentication middleware are on, nobody is signed in, and there is no validation beyond the columns.
"""

import os
import sys

import django
import environ
from django.conf import settings

settings.configure(
    SECRET_KEY="bench",  # noqa: S106  (nothing to protect)
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {**environ.Env().db_url(), "CONN_MAX_AGE": None}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  (Django must be set up before anything below)
from django.db import connection, models, transaction  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import get_object_or_404, redirect  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402


class Lead(models.Model):
    """A row like a lead, without rules."""

    phone = models.CharField(max_length=16, db_index=True)
    name = models.CharField(max_length=40)
    organisation = models.CharField(max_length=80)
    owner = models.IntegerField()
    status = models.CharField(max_length=12)
    source = models.CharField(max_length=12)
    asked_at = models.DateTimeField()

    class Meta:
        app_label = "bare"
        indexes = [models.Index(fields=["owner", "status", "asked_at"], name="bare_list")]


class Event(models.Model):
    """A line about a lead."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE)
    text = models.CharField(max_length=80)

    class Meta:
        app_label = "bare"


class Outbox(models.Model):
    """A message to send."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE)
    body = models.CharField(max_length=200)

    class Meta:
        app_label = "bare"


class Consultant(models.Model):
    """Somebody to give leads to."""

    name = models.CharField(max_length=20)
    open_leads = models.IntegerField(default=0)

    class Meta:
        app_label = "bare"


LIST = engines["django"].from_string(
    "<table>{% for lead in leads %}<tr><td>{{ lead.name }}</td><td>{{ lead.organisation }}</td>"
    "<td>{{ lead.phone }}</td><td>{{ lead.status }}</td><td>{{ lead.source }}</td>"
    "<td>{{ lead.asked_at|date:'Y-m-d H:i' }}</td></tr>{% endfor %}</table>"
)
DETAIL = engines["django"].from_string(
    "<h1>{{ lead.name }}</h1><p>{{ lead.organisation }} {{ lead.phone }} {{ lead.asked_at|date:'Y-m-d H:i' }}</p>"
)


def enquire(request: HttpRequest) -> HttpResponse:
    """The six statements an inquiry needs at least, in one transaction."""
    with transaction.atomic():
        known = Lead.objects.filter(phone=request.POST["phone"]).order_by("-asked_at").first()
        owner = Consultant.objects.order_by("open_leads", "pk").first()
        lead = known or _lead(request, owner=owner.pk if owner else 1)
        Event.objects.create(lead=lead, text="asked")
        Outbox.objects.bulk_create([Outbox(lead=lead, body="to the visitor"), Outbox(lead=lead, body="to her")])
        Event.objects.create(lead=lead, text="assigned")
    return redirect("/done")


def listing(request: HttpRequest) -> HttpResponse:
    """Twenty-five rows of one owner in one state."""
    leads = Lead.objects.filter(owner=request.GET["owner"], status="new").order_by("asked_at")[:25]
    return HttpResponse(LIST.render({"leads": leads}))


def search(request: HttpRequest) -> HttpResponse:
    """Twenty-five rows that hold a text in one of two columns."""
    text = request.GET["q"]
    leads = Lead.objects.filter(Q(name__icontains=text) | Q(organisation__icontains=text)).order_by("-asked_at")[:25]
    return HttpResponse(LIST.render({"leads": leads}))


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One row."""
    return HttpResponse(DETAIL.render({"lead": get_object_or_404(Lead, pk=pk)}))


def report(request: HttpRequest) -> HttpResponse:
    """One grouped count over ninety days."""
    since = timezone.now() - timezone.timedelta(days=90)
    rows = Lead.objects.filter(asked_at__gte=since).values_list("owner", "source", "status").annotate(n=Count("pk"))
    return HttpResponse(str(list(rows)))


def _lead(request: HttpRequest, *, owner: int) -> Lead:
    return Lead.objects.create(
        phone=request.POST["phone"],
        name=request.POST["name"],
        organisation="",
        owner=owner,
        status="new",
        source="article",
        asked_at=timezone.now(),
    )


urlpatterns = [
    path("enquire", enquire),
    path("list", listing),
    path("search", search),
    path("detail/<int:pk>", detail),
    path("report", report),
]


def build(leads: int) -> None:
    """Make the tables and fill them as the product's are filled (see `bench.fill`)."""
    with connection.schema_editor() as editor:
        for model in (Lead, Event, Outbox, Consultant):
            editor.create_model(model)
    Consultant.objects.bulk_create(Consultant(name=f"老师{number}") for number in range(20))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_lead (phone, name, organisation, owner, status, source, asked_at) "
            "SELECT phone, name, '单位' || id, owner_id, "
            "CASE WHEN stage IN ('enrolled', 'lost') THEN stage ELSE 'new' END, source, asked_at FROM crm_lead ORDER BY id LIMIT %s",
            [leads],
        )
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    build(int(sys.argv[1]))
else:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.bare")
    application = get_wsgi_application()
