"""What the published schema says of every operation alike: how an error looks, and which errors there are."""

from typing import Any

ERRORS = {
    "400": "Something in the request cannot be read; `errors` names the fields.",
    "401": "The caller is not authenticated.",
    "403": "The caller may not do this.",
    "404": "There is no such object, or not for this caller.",
    "405": "This address does not take the method.",
    "406": "The answer comes as JSON only.",
    "409": "A rule of the centre refuses this; `type` names the rule.",
    "415": "The request has to be JSON.",
    "422": "The same Idempotency-Key was sent with another request.",
    "429": "Too many requests; `Retry-After` says how long to wait.",
}
PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"description": "What is wrong with which field."},
    },
    "required": ["type", "title", "status", "detail"],
}


def document_errors(result: dict[str, Any], **_others: Any) -> dict[str, Any]:
    """Add the errors to every operation (a postprocessing hook of drf-spectacular)."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, description in ERRORS.items():
                operation["responses"].setdefault(status, {"description": description, "content": content})
    return result
