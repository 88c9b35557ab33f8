"""What one delivered cell may look like in each of the contract's types: what is put right, counted or held back."""
