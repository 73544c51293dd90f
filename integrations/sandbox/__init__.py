"""A local stand-in for the providers: documented shapes, signed callbacks, faults on demand, a log of effects."""
