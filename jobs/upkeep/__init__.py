"""Relay, due, reap, reconcile, restore: one bounded step per call."""
