"""What is counted once and kept: never a fact of its own, always made from the rows of earlier rooms."""

from reports.models.block import Block
from reports.models.stale_day import StaleDay

__all__ = ["Block", "StaleDay"]
