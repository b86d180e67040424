"""What the platform knows of who may apply, as the books that `eligibility` judges."""
