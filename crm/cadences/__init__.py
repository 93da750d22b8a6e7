"""Follow-up plans: their versions, their steps, and the leads that run through them."""
