"""What is read: one module a kind of source. This version reads files."""
