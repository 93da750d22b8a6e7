"""The desk: what consultants and managers see and do."""
