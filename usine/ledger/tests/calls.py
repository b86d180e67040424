"""The ledger knows no right: who may is asked by the rooms that record."""

from usine.ledger import operations

CALLS: list = []

UNASKED = {
    operations.record: "is how operations say by whom",
    operations.erase: "is asked for by the law, on the machine itself",
}
