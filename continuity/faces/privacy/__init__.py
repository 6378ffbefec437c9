"""Papers about personal data: the register, and the certificate of an erasure."""
