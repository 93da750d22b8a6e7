"""Addresses of signing in and out, and of passwords."""

from django.urls import path

from accounts.views import passwords, session

app_name = "accounts"

urlpatterns = [
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("alive/", session.alive, name="alive"),
    path("home/", session.home, name="home"),
    path("password/", passwords.change_password, name="password"),
    path("password/forgotten/", passwords.forgotten, name="password-forgotten"),
    path("password/<str:uidb64>/<str:token>/", passwords.set_password, name="password-set"),
]
