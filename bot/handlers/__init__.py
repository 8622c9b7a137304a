"""What the bot answers: a handler opens the transaction, loads, calls the rule, saves."""
