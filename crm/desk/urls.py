"""Addresses of the desk."""

from django.urls import path

from crm.desk.views import (
    actions,
    bulk,
    details,
    landing,
    lead,
    lead_list,
    news,
    organisations,
    phones,
    texts,
    users,
)

app_name = "desk"

urlpatterns = [
    path("desk/", landing.inbox, name="desk"),
    path("desk/news/", news.news, name="news"),
    path("desk/organisations/", organisations.organisation_list, name="organisation-list"),
    path("desk/organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("desk/leads/", lead_list.lead_list, name="lead-list"),
    path("desk/leads/bulk/", bulk.bulk, name="lead-bulk"),
    path("desk/views/", lead_list.view_keep, name="view-keep"),
    path("desk/views/<int:pk>/", lead_list.view_change, name="view-change"),
    path("desk/views/<int:pk>/remove/", lead_list.view_remove, name="view-remove"),
    path("desk/views/<int:pk>/restore/", lead_list.view_restore, name="view-restore"),
    path("desk/leads/<int:pk>/", lead.lead, name="lead"),
    path("desk/leads/<int:pk>/details/<slug:name>/", details.detail, name="lead-detail"),
    path("desk/leads/<int:pk>/phones/", phones.add, name="lead-phone-add"),
    path("desk/leads/<int:pk>/phones/remove/", phones.remove, name="lead-phone-remove"),
    path("desk/leads/<int:pk>/phones/prefer/", phones.prefer, name="lead-phone-prefer"),
    path("desk/leads/<int:pk>/call/", actions.call, name="lead-call"),
    path("desk/leads/<int:pk>/advance/", actions.advance, name="lead-advance"),
    path("desk/leads/<int:pk>/reopen/", actions.reopen, name="lead-reopen"),
    path("desk/leads/<int:pk>/note/", actions.note, name="lead-note"),
    path("desk/leads/<int:pk>/pin/", actions.pin, name="lead-pin"),
    path("desk/leads/<int:pk>/unpin/", actions.unpin, name="lead-unpin"),
    path("desk/leads/<int:pk>/next-step/", actions.next_step, name="lead-next-step"),
    path("desk/leads/<int:pk>/assign/", actions.assign, name="lead-assign"),
    path("desk/leads/<int:pk>/reveal/", actions.reveal, name="lead-reveal"),
    path("desk/leads/<int:pk>/stop-plan/", actions.stop_plan, name="lead-stop-plan"),
    path("desk/leads/<int:pk>/texts/", texts.lead_texts, name="lead-texts"),
    path("desk/leads/<int:pk>/texts/preview/", texts.text_preview, name="lead-text-preview"),
    path("desk/leads/<int:pk>/texts/send/", actions.send_text, name="lead-text-send"),
    path("desk/leads/<int:pk>/texts/again/", actions.text_again, name="lead-text-again"),
    path("desk/leads/<int:pk>/texts/announce-call/", actions.announce_call, name="lead-text-announce-call"),
    path("desk/leads/<int:pk>/refuse-texts/", actions.refuse_texts, name="lead-refuse-texts"),
    path("desk/users/", users.user_list, name="user-list"),
    path("desk/users/new/", users.user_new, name="user-new"),
    path("desk/users/<int:pk>/", users.user, name="user"),
    path("desk/users/<int:pk>/active/", users.user_active, name="user-active"),
    path("desk/users/<int:pk>/invite/", users.user_invite, name="user-invite"),
]
