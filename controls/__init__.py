"""What auditors ask for: one framework a file, named by its stem. One of your own with the same name comes first."""
