"""What Grappe costs, beside what it is built on. `make bench` prints it and writes RESULTS.md."""
