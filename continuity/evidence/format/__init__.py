"""Specification to come."""
