"""What the rules of a call say of a case, and why, in plain Python and whole numbers.

Nothing here reads a database, a clock or the web: the same terms and the same facts give the same
verdict, years later.
"""
