"""One stack a product, and the rooms that products share."""
