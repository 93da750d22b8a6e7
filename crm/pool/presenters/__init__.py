"""Words for templates that take more than a template can say."""
