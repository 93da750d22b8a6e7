"""The public pool: claims, quotas, warning and return, and handing over a consultant's leads."""
