"""The catalogue of places where copies can live, one class a file, reached only by entry point."""
