"""The lab: real servers on loopback, in the foreground, in one directory, gone when they are stopped.

They serve the demo and the tests alike. Each server is a context manager with ``start`` and ``stop``; it dies
with the thread that started it.
"""
