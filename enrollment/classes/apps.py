"""Classes: when and where a programme is held, for how many people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassesConfig(AppConfig):
    """The calendar of classes."""

    name = "enrollment.classes"
    verbose_name = _("Classes")
