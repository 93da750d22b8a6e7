"""Text messages: written down with the change that caused them, sent once, followed to their end.

Doors: the messages page, the provider's webhooks, two jobs (`messaging.deliver_due`, `messaging.settle_uncertain`) and
a read-only API. Other rooms call `services.outbox` and listen to `signals`. Knows `accounts` and `kit`, and nothing of
leads: what a message is about is an opaque `topic` such as `lead:12`.
"""
