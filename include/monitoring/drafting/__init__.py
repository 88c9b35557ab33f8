"""Drafts of a contract and a suite from a sample file, for a person to decide what is marked 待定."""
