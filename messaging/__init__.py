"""Messages: written down with the change that caused them, sent once, followed to their end.

Entry points: the pages under `/messages/`, the visitor's page for refusals, the providers' webhooks, four jobs
(`messaging.deliver_due`, `messaging.settle_uncertain`, `messaging.ask_after_receipts`, `messaging.announce_unheard`)
and an API. Other rooms call `services.outbox` and `services.opt_outs`, register with `services.subjects` and receive
`signals`. Knows `accounts` and `kit`, and nothing of leads: what a message is about is an opaque `topic` (`lead:12`).
"""
