"""The minutes of a drill: what was rehearsed, what was measured, what proves it, in forms that people sign and keep."""
