"""What `from jobs import …` offers the other rooms."""
