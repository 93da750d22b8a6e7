"""News of this room for later ones, sent inside the transaction of what happened."""

from django.dispatch import Signal

# Arguments: deed, at. An act was taken back; a receiver that keeps more of it puts that back too, or refuses.
deed_undone = Signal()
