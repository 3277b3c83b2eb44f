"""Our constructs: what an operation, a table or a bucket is, said once."""
