"""Pages in a browser, for people whom Teams can't reach: cards drawn as HTML, on signed links."""
