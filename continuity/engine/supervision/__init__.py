"""Devices watched by the service: asked in their rhythm, judged, and written down where something changed."""
