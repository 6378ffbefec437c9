"""The ground floor: the only clocks, random ids, child processes and SSH connections of the product."""
