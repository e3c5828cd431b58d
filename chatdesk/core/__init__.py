"""What a conversation is: values and rules, standard library only."""
