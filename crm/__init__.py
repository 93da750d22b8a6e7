"""From the first question to the won lead: six apps, of which a later one may know the earlier ones.

leads < cadences < pool < routing < intake < desk. See docs/ARCHITECTURE.md.
"""
