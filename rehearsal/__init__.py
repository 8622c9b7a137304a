"""A stage Teams on this machine. It speaks Bot Framework over HTTP and imports nothing of the bot."""
