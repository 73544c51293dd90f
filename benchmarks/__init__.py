"""What the product costs and how fast it is, measured with real processes; `make bench` runs all of it."""
