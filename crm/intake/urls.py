"""Addresses of the public form, of the review and of telephone calls."""

from django.urls import path

from crm.intake.views import public, review, telephone

app_name = "intake"

urlpatterns = [
    path("inquire/", public.inquire, name="inquire"),
    path("inquire/received/<str:token>/", public.received, name="received"),
    path("inquire/received/<str:token>/texts/", public.refuse_texts, name="refuse-texts"),
    path("hotline/tap/", public.tap, name="tap"),
    path("hotline/<int:pk>.vcf", public.vcard, name="vcard"),
    path("desk/review/", review.waiting, name="review"),
    path("desk/review/<int:pk>/release/", review.release, name="review-release"),
    path("desk/review/<int:pk>/discard/", review.discard, name="review-discard"),
    path("desk/review/<int:pk>/put-back/", review.put_back, name="review-put-back"),
    path("desk/telephone/", telephone.telephone_calls, name="telephone"),
]
