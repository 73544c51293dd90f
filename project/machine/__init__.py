"""Everything on one machine: the processes that `manage.py up` starts, watches and stops."""
