"""The one catalogue of checks: what is asked of a device or a service, by drills and by supervision alike."""
