"""What a consultant may correct about a lead."""

OF_THE_PERSON = ("name", "title", "organisation", "email", "wechat")
OF_THE_WISH = ("theme", "head_count", "month", "budget", "source", "remarks")
DETAILS = (*OF_THE_PERSON, *OF_THE_WISH)

# The largest budget in yuan that a group could have; the column ends at twice that.
LARGEST_BUDGET = 1_000_000_000
