"""The door to Teams: web app, Bot Framework edge, conversation handlers, command line."""
