"""Incidents: what is wrong is looked for, opened once, told by levels, and over when it is well; each step a record.

``from_devices`` and ``from_work`` say what is wrong now · ``reconciling`` opens and ends · ``escalating`` calls levels
in · ``posting`` puts their messages into the outbox, ``ticketing`` the lines of tickets · ``handling`` is what people
do · ``watch`` is the service's look.
"""
