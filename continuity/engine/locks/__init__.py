"""Locks kept and looked at: renewed before they end, held for what is frozen, and told of where they are short."""
