"""Who opens and changes the actions of a plan, and what goes with them."""

from . import actions, campaigns, committees, lists

ROUTES = [*actions.ROUTES, *lists.ROUTES, *committees.ROUTES, *campaigns.ROUTES]
