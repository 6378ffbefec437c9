"""Reports: what evidence says, for people who read paper. Typst is imported only where a report is made."""
