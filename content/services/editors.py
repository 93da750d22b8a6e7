"""Who may write the pages."""

from django.contrib.auth.models import Group, Permission

from accounts.models import User

WRITERS = ("Editors", "Moderators")


def admit(user: User) -> None:
    """Give a colleague the editor's rights in Wagtail: write, publish, and edit the centre's profile."""
    user.groups.add(*Group.objects.filter(name__in=WRITERS))
    user.user_permissions.add(_profile())


def dismiss(user: User) -> None:
    """Take these rights away."""
    user.groups.remove(*Group.objects.filter(name__in=WRITERS))
    user.user_permissions.remove(_profile())


def _profile() -> Permission:
    return Permission.objects.get(content_type__app_label="content", codename="change_centresettings")
