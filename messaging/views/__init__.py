"""Pages for colleagues, webhooks for the provider."""
