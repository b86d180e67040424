"""What mandates allow about periods."""

from usine.values.rights import Right

# Open a period, change its days and its axes. The role is one of people, a room above.
SETTLE = Right("territories.settle", frozenset({"national_team"}))
