"""Managers invite users, change them, and deactivate them; who may do what to whom is refused in words."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from accounts.models import PasswordReset, Role, User
from accounts.services import passwords
from consultants.models import Consultant
from crm.pool.services import hand_over
from tests.factories.leads import LeadFactory
from tests.factories.people import ConsultantFactory, UserFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db

NEW = {
    "display_name": "周老师", "username": "zhou", "email": "zhou@example.cn", "role": "consultant",
    "hotline": "130 0000 0388",
}  # fmt: skip


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def invite(client, **other):
    return client.post(reverse("desk:user-new"), NEW | other)


def facts(user, **other):
    consultant = Consultant.objects.filter(user=user, is_active=True).first()
    shown = {name: getattr(user, name) for name in ("display_name", "email", "role")}
    return {**shown, "hotline": consultant.hotline if consultant else "", **other}


def change(client, user, **other):
    return client.post(reverse("desk:user", args=[user.pk]), facts(user, **other))


def deactivate(client, user):
    return client.post(reverse("desk:user-active", args=[user.pk]))


def history(user):
    return [entry.change_message for entry in LogEntry.objects.filter(object_id=str(user.pk)).order_by("pk")]


def test_a_consultant_is_invited_with_the_hotline(as_manager, zhong):
    invite(as_manager)

    user = User.objects.get(username="zhou")
    assert user.is_invited
    assert (user.consultant.name, user.consultant.hotline) == ("周老师", "+8613000000388")
    assert user.consultant.position == zhong.position + 1
    assert history(user) == ["已邀请，角色：咨询老师。", "热线: — → +8613000000388"]


def test_a_letter_lets_the_invited_user_in(as_manager, settings):
    settings.EMAIL_HOST = "mail.example.com"
    page = as_manager.post(reverse("desk:user-new"), NEW, follow=True)
    passwords.send_due()

    (letter,) = mail.outbox
    link = re.search(r"https?://[^/\s]+(/accounts/password/\S+)", letter.body).group(1)
    assert letter.to == ["zhou@example.cn"]
    assert "zhou" in letter.body
    assert link.split("/")[-2] not in page.text
    assert can_set_a_password(link)


def test_the_page_shows_the_link_where_no_letter_leaves(as_manager):
    page = as_manager.post(reverse("desk:user-new"), NEW, follow=True)

    assert can_set_a_password(re.search(r'data-copy="https?://[^/"]+(/accounts/password/[^"]+)"', page.text).group(1))
    assert not PasswordReset.objects.exists()
    again = as_manager.get(reverse("desk:user", args=[User.objects.get(username="zhou").pk]))
    assert "/accounts/password/" not in again.context["link"]


def can_set_a_password(link):
    visitor, secret = Client(), "an entirely new secret"
    form = visitor.get(link, follow=True)
    visitor.post(form.redirect_chain[-1][0], {"new_password1": secret, "new_password2": secret})
    return visitor.login(username="zhou", password=secret)


def test_an_invitation_is_sent_again(as_manager, settings):
    settings.EMAIL_HOST = "mail.example.com"
    user = UserFactory(password=make_password(None), email="su@example.cn")
    as_manager.post(reverse("desk:user-invite", args=[user.pk]))
    as_manager.post(reverse("desk:user-invite", args=[UserFactory(email="old@example.cn").pk]))

    assert [letter.user for letter in PasswordReset.objects.all()] == [user]


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("username", {"username": "Qian"}),
        ("username", {"username": "zhou zhou"}),
        ("hotline", {"hotline": ""}),
        ("hotline", {"hotline": "180 7961 1118"}),
        ("hotline", {"role": "editor"}),
        ("role", {"role": "admin"}),
        ("email", {"email": "nobody"}),
        ("display_name", {"display_name": ""}),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field(as_manager, qian, field, other):
    answer = invite(as_manager, **other)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.filter(display_name="周老师").exists()


def test_an_administrator_invites_another_one(admin_person):
    invite(signed_in(admin_person), role="admin", hotline="")

    user = User.objects.get(username="zhou")
    assert (user.is_staff, user.is_superuser) == (True, True)


def test_a_change_stands_in_the_history(as_manager, zhong):
    change(as_manager, zhong.user, display_name="钟主任", role="manager", hotline="180 7960 0000")

    zhong.refresh_from_db()
    assert (zhong.name, zhong.user.role, zhong.hotline) == ("钟主任", "manager", "+8618079600000")
    assert history(zhong.user) == [
        "显示名称: 钟老师 → 钟主任; 角色: 咨询老师 → 主管",
        "热线: +8618079606663 → +8618079600000",
    ]


def test_a_hotline_with_open_leads_is_not_taken_away(as_manager, lead, zhong):
    answer = change(as_manager, zhong.user, role="manager", hotline="")

    zhong.refresh_from_db()
    assert "hotline" in answer.context["form"].errors
    assert (zhong.is_active, zhong.user.role) == (True, Role.CONSULTANT)


def test_a_consultant_who_becomes_an_editor_leaves_the_roster(as_manager, zhong):
    change(as_manager, zhong.user, role="editor", hotline="")
    assert zhong not in Consultant.objects.active()
    assert signed_in(zhong.user).get("/cms/").status_code == 200

    change(as_manager, User.objects.get(pk=zhong.user_id), role="consultant", hotline="180 7960 6663")
    assert zhong in Consultant.objects.active()
    assert signed_in(zhong.user).get("/cms/").status_code == 302


@pytest.mark.parametrize("act", [deactivate, lambda client, user: change(client, user, display_name="新")])
def test_a_manager_changes_no_administrator(as_manager, admin_person, act):
    answer = act(as_manager, admin_person)

    admin_person.refresh_from_db()
    assert answer.status_code == 422
    assert (admin_person.is_active, admin_person.display_name) == (True, "")


def test_a_manager_sees_no_link_of_an_administrator(as_manager, admin_person):
    User.objects.filter(pk=admin_person.pk).update(password=make_password(None))

    assert "/accounts/password/" not in as_manager.get(reverse("desk:user", args=[admin_person.pk])).context["link"]


def test_nobody_changes_the_own_role(as_manager, manager):
    change(as_manager, manager, role="editor", display_name="黄")
    answer = deactivate(as_manager, manager)

    manager.refresh_from_db()
    assert (manager.role, manager.display_name, manager.is_active) == (Role.MANAGER, "黄", True)
    assert answer.status_code == 422


def test_open_leads_are_handed_over_before_an_account_closes(as_manager, manager, lead, zhong, qian):
    refused = deactivate(as_manager, zhong.user)
    assert refused.status_code == 422
    assert reverse("pool:hand-over", args=[zhong.pk]) in refused.text
    assert User.objects.get(pk=zhong.user_id).is_active

    hand_over.move(zhong.pk, targets={lead.pk: qian.pk}, by=manager)
    deactivate(as_manager, zhong.user)
    assert not User.objects.get(pk=zhong.user_id).is_active
    assert history(zhong.user) == ["已停用。"]


def test_sessions_and_tokens_end_with_the_account(as_manager, qian):
    colleague = signed_in(qian.user)
    Token.objects.create(user=qian.user)
    assert colleague.get("/desk/").status_code == 200

    deactivate(as_manager, qian.user)
    assert colleague.get("/desk/").status_code == 302
    as_manager.post(reverse("desk:user-active", args=[qian.user_id]), {"activate": "1"})
    assert User.objects.get(pk=qian.user_id).is_active
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "钟"}, {"zhong"}),
        ({"q": "QIAN"}, {"qian"}),
        ({"role": "manager"}, {"manager"}),
        ({"state": "invited"}, {"su"}),
        ({"state": "deactivated"}, {"old"}),
        ({"state": "active"}, {"zhong", "qian", "manager"}),
    ],
)
def test_the_list_is_narrowed(as_manager, zhong, qian, query, names):
    UserFactory(username="su", password=make_password(None))
    UserFactory(username="old", is_active=False)
    table = as_manager.get(reverse("desk:user-list"), query).context["table"]

    assert {row.record.username for row in table.paginated_rows} == names


def test_the_list_counts_open_leads_in_constant_statements(as_manager, zhong):
    def add(_number):
        LeadFactory(owner=ConsultantFactory())

    assert len(costs(add, lambda: as_manager.get(reverse("desk:user-list")), sizes=(1, 3, 30))) == 1
    table = as_manager.get(reverse("desk:user-list")).context["table"]
    assert sum(row.record.open_count for row in table.paginated_rows) == 30


def test_managers_find_users_and_rules_in_the_navigation(as_manager, zhong):
    page = as_manager.get(reverse("pool:desk-rules")).text
    assert f'href="{reverse("desk:user-list")}"' in page
    assert f'href="{reverse("pool:desk-rules")}"' in page

    assert reverse("desk:user-list") not in signed_in(zhong.user).get("/desk/").text
