"""The wiring of the house: settings, addresses, the queue and the API router.

Every room may be named here; nobody imports this package (settings are read through `django.conf`). It loads no Celery:
`celery --app config` finds `config.celery` by itself, and the web server needs none of it.
"""
