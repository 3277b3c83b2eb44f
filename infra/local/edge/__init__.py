"""The front door of the local stack: one port for the page, the products' APIs and signed media."""
