"""How fast the program trains and predicts beside PEFT, on the same rows, in the same run."""
