"""What the worker does for this app."""

from celery import shared_task

from content.services import hits


@shared_task(name="content.flush_hits")
def flush_hits() -> int:
    """Write the hit counter down."""
    return hits.flush()
