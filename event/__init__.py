"""What it is all about: the event, people, polls and announcements, as plain Python."""
