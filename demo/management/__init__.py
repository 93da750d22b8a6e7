"""Commands that know the whole house."""
