"""Everybody changes the own password, and gets a link by e-mail for a forgotten one."""

import re
import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client

from accounts.models import PasswordReset
from accounts.services import passwords
from kit import clock
from tests.factories.people import UserFactory

OLD, NEW = "the old long password", "an entirely new secret"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_HOST = "mail.example.com"
    return mail.outbox


@pytest.fixture
def user():
    return UserFactory(username="zhong", email="Zhong@example.com", password=make_password(OLD))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def change(client, old, new, again=None):
    said = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/accounts/password/", said)


def link_in(letter):
    return re.search(r"https?://[^/]+(/accounts/password/\S+)", letter.body).group(1)


def set_new(client, link):
    form = client.get(link, follow=True)
    return client.post(form.redirect_chain[-1][0], {"new_password1": NEW, "new_password2": NEW})


def test_a_new_password_is_valid_at_once(user):
    answer = change(signed_in(user), OLD, NEW)

    user.refresh_from_db()
    assert answer.status_code == 302
    assert user.check_password(NEW)


def test_other_devices_are_signed_out(user):
    here, there = signed_in(user), signed_in(user)

    change(here, OLD, NEW)

    assert here.get("/accounts/alive/").status_code == 204
    assert there.get("/accounts/alive/").status_code == 401


@pytest.mark.parametrize(
    ("old", "new", "again"), [("wrong", NEW, NEW), (OLD, "short", "short"), (OLD, NEW, "another one"), (OLD, "", "")]
)
def test_what_does_not_fit_changes_nothing(user, old, new, again):
    answer = change(signed_in(user), old, new, again)

    user.refresh_from_db()
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert user.check_password(OLD)


def test_the_old_password_is_not_guessed(user):
    client = signed_in(user)

    answers = [change(client, f"guess {number}", NEW).status_code for number in range(11)]

    assert answers == [200] * 10 + [429]


def test_a_forgotten_password_is_set_by_a_link(client, user, mailbox):
    client.post("/accounts/password/forgotten/", {"email": "zhong@example.com"})
    passwords.send_due()
    [letter] = mailbox

    answer = set_new(client, link_in(letter))

    user.refresh_from_db()
    assert letter.to == ["Zhong@example.com"]
    assert answer.status_code == 302
    assert user.check_password(NEW)


def test_a_link_works_once(client, user, mailbox):
    passwords.ask(user.email)
    passwords.send_due()
    set_new(client, link_in(mailbox[0]))

    assert client.get(link_in(mailbox[0]), follow=True).context["validlink"] is False


def test_a_link_is_too_old_after_an_hour(client, user, mailbox):
    passwords.ask(user.email)
    passwords.send_due()

    with time_machine.travel((clock.now() + timedelta(minutes=61)).timestamp()):
        assert client.get(link_in(mailbox[0]), follow=True).context["validlink"] is False


def test_the_answer_does_not_say_who_works_here(client, user, mailbox):
    known = client.post("/accounts/password/forgotten/", {"email": "zhong@example.com"}).text
    unknown = client.post("/accounts/password/forgotten/", {"email": "nobody@example.com"}).text

    def plain(page):
        return re.sub(r"\S+@example\.com|value=\"[^\"]+\"|nonce=\S+", "", page)

    assert plain(known) == plain(unknown)
    assert PasswordReset.objects.count() == 1


@pytest.mark.parametrize("facts", [{"is_active": False}, {"email": "qian@example.com"}])
def test_some_users_get_no_letter(user, mailbox, facts):
    type(user).objects.update(**facts)

    passwords.ask("zhong@example.com")

    assert passwords.send_due() == 0


def test_an_invited_user_gets_another_invitation(client, user, mailbox):
    type(user).objects.update(password="!")
    client.post("/accounts/password/forgotten/", {"email": "zhong@example.com"})
    passwords.send_due()

    set_new(client, link_in(mailbox[0]))

    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_letter_is_not_sent_twice(user, mailbox):
    passwords.ask(user.email)

    assert [passwords.send_due(), passwords.send_due()] == [1, 0]


def test_a_letter_that_failed_is_tried_again(user, mailbox, monkeypatch):
    passwords.ask(user.email)
    at = clock.now()
    with monkeypatch.context() as broken:
        broken.setattr(passwords, "send_mail", lambda *_args: (_ for _ in ()).throw(smtplib.SMTPServerDisconnected))
        assert passwords.send_due(at=at) == 0

    assert passwords.send_due(at=at + timedelta(minutes=1)) == 1


def test_a_fault_in_one_letter_leaves_the_others(user, mailbox, monkeypatch):
    """The first letter ends the run; the next run sends the second."""
    for _time in range(2):
        passwords.ask(user.email)
    with monkeypatch.context() as broken:
        broken.setattr(passwords, "render_to_string", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            passwords.send_due()

    assert passwords.send_due() == 1


def test_an_hour_later_it_is_not_wanted_any_more(user, mailbox):
    passwords.ask(user.email, at=clock.now() - timedelta(minutes=61))

    assert passwords.send_due() == 0


def test_a_mailbox_is_not_flooded(client, user):
    def ask():
        return client.post("/accounts/password/forgotten/", {"email": "zhong@example.com"}).status_code

    assert [ask() for _ in range(4)] == [200, 200, 200, 429]


def test_without_e_mail_the_page_says_who_helps(client, settings, user):
    settings.EMAIL_HOST = ""

    assert 'name="email"' not in client.get("/accounts/password/forgotten/").text
    client.post("/accounts/password/forgotten/", {"email": "zhong@example.com"})
    assert not PasswordReset.objects.exists()
