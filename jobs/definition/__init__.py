"""What a task is and how its attempts are judged: plain Python, no Django, no RQ, no clock of its own."""
