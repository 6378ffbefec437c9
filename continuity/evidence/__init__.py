"""Evidence: the one sink for facts that auditors read, as a signed append-only log per client.

``format`` is the specification; ``journal`` records; ``sequencer`` orders, signs and publishes; ``verify``
checks the live log; ``export`` hands a stranger everything needed to check it without us.
"""
