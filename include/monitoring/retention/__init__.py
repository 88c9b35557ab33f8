"""What is kept no longer than it is needed: how long (windows), what must stay (needed), what goes (plan), its going."""
