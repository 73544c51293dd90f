"""The other side: RQ as it comes, under the smallest Django project."""
