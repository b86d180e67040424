"""Candidacies once they are sent: who studies them, and how far they came."""
