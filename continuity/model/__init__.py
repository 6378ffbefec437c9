"""What things *are*: frozen dataclasses that every higher floor speaks of, and the documents they come from."""
