"""The directory: who is in the network, where, and what each brings and looks for."""
