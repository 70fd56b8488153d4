"""Who is written to when something becomes their turn, comes due or ends, and how often they want letters."""
