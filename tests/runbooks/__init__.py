"""Every page of docs/runbooks played as written: a broken state, what an operator sees, the commands, what shows it worked."""
