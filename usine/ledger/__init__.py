"""The ledger: what happened (events), what each event changed (entries), the sums (balances)."""
