"""What accounts does when something happened."""
