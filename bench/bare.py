"""The floor: a one-file Django project that does three of the jobs with nothing around them.

Session and authentication middleware are on, nobody is signed in, and there is no validation beyond the columns.
"""

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.configure(
    SECRET_KEY="bench",  # noqa: S106  (nothing to protect)
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {**environ.Env().db_url(), "CONN_MAX_AGE": None}},
    INSTALLED_APPS=["bench", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
application = get_wsgi_application()

from django.db import connection, models, transaction  # noqa: E402  (Django must be set up before anything below)
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import get_object_or_404, redirect  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402


class Lead(models.Model):
    """A row like a lead, without rules."""

    phone = models.CharField(max_length=16, db_index=True)
    name = models.CharField(max_length=40)
    organisation = models.CharField(max_length=80)
    owner = models.IntegerField()
    status = models.CharField(max_length=12, default="new")
    source = models.CharField(max_length=12)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "status", "asked_at"], name="bench_list")]


class Line(models.Model):
    """Something about a lead: a line of its timeline, or a message to send."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE)
    text = models.CharField(max_length=200)


class Consultant(models.Model):
    """Somebody to give leads to."""

    name = models.CharField(max_length=20)
    open_leads = models.IntegerField(default=0)


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
    said = request.POST
    with transaction.atomic():
        known = Lead.objects.filter(phone=said["phone"]).order_by("-asked_at").first()
        owner = Consultant.objects.order_by("open_leads", "pk")[0].pk
        lead = known or Lead.objects.create(phone=said["phone"], name=said["name"], source="article", owner=owner)
        Line.objects.create(lead=lead, text="asked")
        Line.objects.bulk_create([Line(lead=lead, text="to the visitor"), Line(lead=lead, text="to the owner")])
        Line.objects.create(lead=lead, text="assigned")
    return redirect("/done")


def listing(request: HttpRequest) -> HttpResponse:
    """Twenty-five rows of one owner in one state."""
    leads = Lead.objects.filter(owner=request.GET["owner"], status="new").order_by("asked_at")[:25]
    return HttpResponse(LIST.render({"leads": leads}))


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One row."""
    return HttpResponse(DETAIL.render({"lead": get_object_or_404(Lead, pk=pk)}))


urlpatterns = [
    path("healthz", lambda _request: HttpResponse()),
    path("enquire", enquire),
    path("list", listing),
    path("detail/<int:pk>", detail),
]
FILL = """
INSERT INTO bench_lead (phone, name, organisation, owner, status, source, asked_at)
SELECT phone, name, '单位' || id, owner_id, CASE WHEN stage IN ('enrolled', 'lost') THEN stage ELSE 'new' END, source, asked_at
FROM leads_lead ORDER BY id;
ANALYZE
"""


def build() -> None:
    """Make the tables and fill them with the leads of the product (see `bench.fill`)."""
    with connection.schema_editor() as editor:
        for model in (Lead, Line, Consultant):
            editor.create_model(model)
    Consultant.objects.bulk_create(Consultant(name=f"老师{number}") for number in range(20))
    with connection.cursor() as cursor:
        cursor.execute(FILL)
