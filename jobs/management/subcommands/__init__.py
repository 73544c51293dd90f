"""What `manage.py jobs` can do, one module per subject."""
