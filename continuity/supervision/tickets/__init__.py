"""Hands that open tickets and write in them: GLPI by its documented REST API, any other desk by a signed webhook."""
