"""The demo: real servers on this machine, real data, the public commands."""
