"""What people write in the cells of a plan, field by field.

Each module reads one kind of value from one cell: it gives the value, None where the cell says
that there is none, or raises `Refused` with what to write instead. None of them guesses where
two readings are likely.
"""
