"""A project of somebody else's: the engine alone, and nothing set but what Django and django-rq ask for."""
