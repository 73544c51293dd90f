"""django-rq's own pages, for reading: superusers see the transport through them, and act on the ledger elsewhere."""
