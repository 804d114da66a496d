"""What can be asked: whom a deed concerns, what waits to be read, what goes out by e-mail."""
