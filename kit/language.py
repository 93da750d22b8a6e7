"""Languages: the visitor's, which is Chinese until another is chosen, and the one the records are kept in."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import pgettext


class LanguageMiddleware:
    """Answer in the language of the cookie that Django's `set_language` writes, else in Chinese.

    Django's LocaleMiddleware would also follow the browser's Accept-Language, and many visitors who read Chinese have
    an English browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Translate this one answer."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response


def of_the_site() -> translation.override:
    """A context in which texts are translated for the record: timeline entries, plans and messages, not answers."""
    return translation.override(settings.LANGUAGE_CODE)


def listed(words: Iterable[str]) -> str:
    """Several words as one text, with the comma of the reader's language between them."""
    return pgettext("between the words of a list", ", ").join(words)
