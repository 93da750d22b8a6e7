"""What a failed request proves."""

import ssl

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError


def nothing_was_sent(error: Exception) -> bool:
    """Whether the connection was never made: `requests.ConnectionError` alone may also be a reset after sending."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    if isinstance(reason, NewConnectionError):
        return True
    return bool(reason and reason.args and isinstance(reason.args[0], ssl.SSLCertVerificationError))
