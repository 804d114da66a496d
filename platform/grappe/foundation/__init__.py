"""What every slice stands on. It knows none of them."""
