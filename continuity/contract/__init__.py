"""What was promised in a contract, what was reached of it, and what that costs: arithmetic, exact, without hands."""
