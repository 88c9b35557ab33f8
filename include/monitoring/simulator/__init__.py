"""A simulated county: deliveries of sixteen departments in their delivered forms, and the answer key."""
