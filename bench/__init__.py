"""`make bench`: what the bot costs, each figure against its reference in the same run."""
