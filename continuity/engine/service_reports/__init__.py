"""Reports of the service for its client: a month, a quarter, a year, from records alone."""
