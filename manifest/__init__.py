"""The Teams app: what an administrator uploads."""
