"""What is decided of candidacies, by whom, and when it is told."""
