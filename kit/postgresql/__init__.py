"""Django's PostgreSQL backend, as this house's DATABASES name it."""
