"""What the centre publishes: channels, articles, programme pages and its own profile, as Wagtail pages.

Doors: the pages themselves (Wagtail serves them), feeds, `robots.txt`, the sitemap, the visit cookie and the task that
writes the hit counter down. Knows the apps catalog (programmes), consultants (hotlines), accounts and kit.
"""
