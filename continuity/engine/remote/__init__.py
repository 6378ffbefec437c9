"""Assets that live on another host: how it is reached, and which way their data takes."""
