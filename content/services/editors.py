"""Who may write the pages."""

from django.contrib.auth.models import Group

from accounts.models import User

WRITERS = ("Editors", "Moderators")


def admit(user: User) -> None:
    """Give a colleague the editor's rights in Wagtail: write, publish, and use the settings of the centre."""
    user.groups.add(*Group.objects.filter(name__in=WRITERS))
