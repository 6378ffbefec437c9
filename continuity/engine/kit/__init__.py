"""What the engine has to do with recovery kits: whether the newest one is still whole, and its test without us."""
