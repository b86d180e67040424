"""The dates at which the programme published its figures."""

from datetime import date

MILESTONES: dict[date, str] = {
    date(2023, 11, 9): "labellisation",
    date(2025, 1, 31): "bilan d’un an",
    date(2025, 5, 27): "assemblée générale",
}
