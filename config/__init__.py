"""What every process of the platform imports first: its settings."""

import gc

# Thousands of rows are alive at once while a plan is imported or the ledger closed: looking for
# cycles every 700 objects, as Python does by itself, takes a quarter of that time.
gc.set_threshold(50_000)
