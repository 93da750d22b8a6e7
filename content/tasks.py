"""What the worker does for this app."""

from celery import shared_task
from django.core.management import call_command

from content.services import hits


@shared_task(name="content.flush_hits")
def flush_hits() -> int:
    """Write the hit counter down."""
    return hits.flush()


@shared_task(name="content.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and take off the pages whose time has come (Wagtail's command)."""
    call_command("publish_scheduled")
