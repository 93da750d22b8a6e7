"""The doors for machines: inquiries in, leads out."""
