"""A call played from outside: what happens to it is printed as it happens."""
