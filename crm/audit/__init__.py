"""The audit page: who revealed numbers, exported, imported, merged, reassigned and took back; reads, writes nothing."""
