"""Actions that are jobs of the engine themselves: each leaves its own run, its own record, its own measurements."""
