"""The centre's own profile: what stands in every header and footer."""

import re
from collections.abc import Collection

import segno
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.images.shortcuts import get_rendition_or_not_found

from kit import clock
from kit.models import clean_texts

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


@register_setting(icon="home", order=100)
class CentreSettings(BaseGenericSetting):
    """Names, numbers and records of the centre, edited under Settings."""

    name = models.CharField(_("name"), max_length=40, default="培训中心")
    latin_name = models.CharField(_("name in Latin letters"), max_length=60, blank=True)
    description = models.CharField(
        _("description"),
        max_length=160,
        blank=True,
        help_text=_("One or two sentences; search engines show them under the name."),
    )
    address = models.CharField(_("address"), max_length=120, blank=True)
    telephone = models.CharField(_("telephone"), max_length=20, blank=True)
    business_email = models.EmailField(_("business e-mail"), blank=True)
    wechat_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("WeChat QR code"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("A square picture. Without one, a code with the address of this site is drawn."),
    )
    founded_year = models.PositiveSmallIntegerField(_("copyright since"), null=True, blank=True)
    icp_number = models.CharField(
        _("ICP record number"),
        max_length=40,
        blank=True,
        validators=[
            RegexValidator(
                rf"^[{PROVINCES}]ICP备\d{{8,10}}号(-\d{{1,3}})?$",
                _("Write it as it was issued, such as 赣ICP备12345678号 or 赣ICP备12345678号-1."),
            )
        ],
    )
    police_number = models.CharField(
        _("public-security record number"),
        max_length=40,
        blank=True,
        validators=[
            RegexValidator(
                rf"^[{PROVINCES}]公网安备\s?\d{{14}}号$",
                _("Write it as it was issued, such as 赣公网安备36088102000000号 (14 digits)."),
            )
        ],
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("latin_name"), FieldPanel("description")], _("Name")),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("telephone"),
                FieldPanel("business_email"),
                FieldPanel("wechat_image"),
            ],
            _("How to reach us"),
        ),
        MultiFieldPanel(
            [FieldPanel("founded_year"), FieldPanel("icp_number"), FieldPanel("police_number")], _("Records")
        ),
    ]

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Judge the texts without what no reader sees."""
        clean_texts(self)
        super().clean_fields(exclude)

    @property
    def copyright_line(self) -> str:
        """The line every page ends with."""
        year = clock.today().year
        years = f"{self.founded_year}-{year}" if self.founded_year and self.founded_year < year else str(year)
        rights = gettext("All rights reserved")
        return f"Copyright © {years} {self.name} {rights}"

    @property
    def icp_url(self) -> str:
        """Where an ICP record must link to."""
        return "https://beian.miit.gov.cn/"

    @property
    def police_url(self) -> str:
        """Where a public-security record must link to."""
        code = "".join(re.findall(r"\d+", self.police_number))
        return f"https://beian.mps.gov.cn/#/query/webSearch?code={code}"

    @property
    def business_email_link(self) -> SafeString:
        """A mail link written in character references: readers and screen readers see an address, harvesters do not."""
        veiled = SafeString("".join(f"&#{ord(character)};" for character in self.business_email))
        return format_html(
            '<a href="{}{}">{}</a>', SafeString("&#109;&#97;&#105;&#108;&#116;&#111;&#58;"), veiled, veiled
        )

    @property
    def wechat_picture(self) -> SafeString:
        """The QR code as an image element; a drawn one leads to this site until there is a real one."""
        if self.wechat_image:
            return format_html(
                '<img src="{}" alt="{}" width="112" height="112" loading="lazy">',
                get_rendition_or_not_found(self.wechat_image, "fill-224x224").url,
                gettext("WeChat QR code"),
            )
        code = segno.make(settings.PUBLIC_BASE_URL, micro=False)
        return format_html(
            '<img src="{}" alt="{}" width="112" height="112">',
            code.svg_data_uri(scale=4, border=1, dark="#330a07"),
            gettext("QR code with the address of this site"),
        )
