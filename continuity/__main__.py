"""``python -m continuity``."""

from continuity.faces.cli.main import main

if __name__ == "__main__":
    main()
