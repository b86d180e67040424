"""A simulator without an account: the questions that rules ask, and their verdict."""
