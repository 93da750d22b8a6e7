"""What a consultant may correct about a lead."""

PERSON_DETAILS = ("name", "title", "organisation", "email", "wechat")
REQUIREMENT_DETAILS = ("theme", "head_count", "month", "budget", "source", "remarks")
DETAILS = (*PERSON_DETAILS, *REQUIREMENT_DETAILS)

# The largest budget in yuan that a group could have; the column ends at twice that.
LARGEST_BUDGET = 1_000_000_000
