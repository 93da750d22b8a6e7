"""URLs of signing in and out."""

from django.urls import path

from accounts.views import session

app_name = "accounts"

urlpatterns = [
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("alive/", session.alive, name="alive"),
    path("home/", session.home, name="home"),
]
