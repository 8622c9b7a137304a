"""The conversation: what each request means, and what goes back."""
