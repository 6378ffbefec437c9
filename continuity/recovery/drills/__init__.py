"""Drills as arithmetic: one procedure made of normal life, a fault, a runbook and what must hold afterwards."""
