"""What mandates allow about asks; the kinds of other rooms bring their own rights."""

from usine.people.roles import AGENTS, INSTRUCTORS
from usine.values.rights import Right

# Be told of an ask; who may make and answer those of a kind is said by the kind.
READ = Right("asks.read", AGENTS | INSTRUCTORS)
