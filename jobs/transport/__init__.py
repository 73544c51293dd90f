"""The only code that imports `rq`, `redis`, `django_rq` and `rq_scheduler`."""
