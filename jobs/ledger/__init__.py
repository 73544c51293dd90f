"""The only writer of job state."""
