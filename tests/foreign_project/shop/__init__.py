"""An app of the foreign project."""
