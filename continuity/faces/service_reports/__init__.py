"""Reports of the service on paper: a month, a quarter, a year; Markdown, HTML or PDF/A, in French or English."""
