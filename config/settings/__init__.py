"""Settings: `base` holds everything, `dev`, `test` and `prod` say only how they differ."""
