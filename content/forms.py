"""What an editor uploads."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class WholeImageField(WagtailImageField):
    """A picture that can be read to its end; Wagtail itself believes what the beginning of the file says."""

    def to_python(self, data: Any) -> Any:
        """The uploaded file, or None; raises ValidationError."""
        try:
            file = super().to_python(data)
            if file is not None:
                file.image.resize((1, 1))
                file.seek(0)
        except ValidationError:
            raise
        except Exception as error:  # Pillow has errors of its own for each format
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        return file


class ImageForm(BaseImageForm):
    """Wagtail's form of a picture (WAGTAILIMAGES_IMAGE_FORM_BASE), which refuses a broken file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Exchange the field of the file, which the forms of several pictures at once leave out."""
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            self.fields["file"] = WholeImageField(label=given.label, required=given.required, widget=given.widget)
