"""The public pool and handing over."""

from django.urls import path

from crm.pool.views import hand_over, pool

app_name = "pool"

urlpatterns = [
    path("desk/pool/", pool.inbox, name="pool"),
    path("desk/leads/<int:pk>/claim/", pool.claim, name="lead-claim"),
    path("desk/leads/<int:pk>/give-back/", pool.give_back, name="lead-give-back"),
    path("desk/leads/<int:pk>/keep/", pool.keep, name="lead-keep"),
    path("desk/hand-over/", hand_over.desks, name="hand-over-desks"),
    path("desk/hand-over/<int:pk>/", hand_over.desk, name="hand-over"),
    path("desk/rules/", pool.rules, name="desk-rules"),
]
