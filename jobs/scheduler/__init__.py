"""The scheduler process: upkeep, once a second, whatever else runs."""
