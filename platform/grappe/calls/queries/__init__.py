"""What can be asked about calls and answers; each question starts from the rule."""
