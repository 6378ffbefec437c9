"""PostgreSQL's replication in procedures: a replica becomes the primary, an old primary a replica."""
