"""The worker: a parent that watches and a warm child that runs many jobs."""
