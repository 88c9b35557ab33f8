"""What the commands do, one module per topic. Nothing here decides anything about a household: it composes and prints."""
