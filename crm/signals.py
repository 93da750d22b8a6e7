"""News of this room for later ones, sent inside the transaction of what happened."""

from django.dispatch import Signal

# Arguments: deed, at. What somebody did was taken back; whoever keeps more of it puts that back too, or refuses.
deed_undone = Signal()
