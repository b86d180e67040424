"""The ledger: what happened (events), what it changed (entries), what it adds up to (balances)."""
