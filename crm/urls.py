"""Addresses of the public form and of the desk."""

from django.urls import path

from crm.views import acts, cadence, desk, hand_over, pool, public, review, routing, telephone, undo

app_name = "crm"

urlpatterns = [
    path("inquire/", public.inquire, name="inquire"),
    path("inquire/received/<str:token>/", public.received, name="received"),
    path("inquire/received/<str:token>/texts/", public.refuse_texts, name="refuse-texts"),
    path("hotline/tap/", public.tap, name="tap"),
    path("hotline/<int:pk>.vcf", public.vcard, name="vcard"),
    path("desk/", desk.inbox, name="desk"),
    path("desk/leads/<int:pk>/", desk.lead, name="lead"),
    path("desk/leads/<int:pk>/call/", acts.call, name="lead-call"),
    path("desk/leads/<int:pk>/advance/", acts.advance, name="lead-advance"),
    path("desk/leads/<int:pk>/reopen/", acts.reopen, name="lead-reopen"),
    path("desk/leads/<int:pk>/note/", acts.note, name="lead-note"),
    path("desk/leads/<int:pk>/next-step/", acts.next_step, name="lead-next-step"),
    path("desk/leads/<int:pk>/assign/", acts.assign, name="lead-assign"),
    path("desk/leads/<int:pk>/reveal/", acts.reveal, name="lead-reveal"),
    path("desk/leads/<int:pk>/stop-plan/", acts.stop_plan, name="lead-stop-plan"),
    path("desk/leads/<int:pk>/refuse-texts/", acts.refuse_texts, name="lead-refuse-texts"),
    path("desk/leads/<int:pk>/claim/", pool.claim, name="lead-claim"),
    path("desk/leads/<int:pk>/give-back/", pool.give_back, name="lead-give-back"),
    path("desk/leads/<int:pk>/keep/", pool.keep, name="lead-keep"),
    path("desk/pool/", pool.inbox, name="pool"),
    path("desk/deeds/<int:pk>/undo/", undo.undo, name="deed-undo"),
    path("desk/review/", review.waiting, name="review"),
    path("desk/review/<int:pk>/release/", review.release, name="review-release"),
    path("desk/review/<int:pk>/discard/", review.discard, name="review-discard"),
    path("desk/review/<int:pk>/put-back/", review.put_back, name="review-put-back"),
    path("desk/telephone/", telephone.telephone_calls, name="telephone"),
    path("desk/hand-over/", hand_over.desks, name="hand-over-desks"),
    path("desk/hand-over/<int:pk>/", hand_over.desk, name="hand-over"),
    path("desk/routing/", routing.rules, name="routing-rules"),
    path("desk/routing/<int:version>/restore/", routing.restore, name="routing-restore"),
    path("desk/cadence/", cadence.plan, name="cadence"),
    path("desk/cadence/board/", cadence.board, name="cadence-board"),
    path("desk/cadence/<int:version>/restore/", cadence.restore, name="cadence-restore"),
    path("desk/rules/", pool.rules, name="desk-rules"),
]
