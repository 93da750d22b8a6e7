"""The doors for people: the public form and the desk."""
