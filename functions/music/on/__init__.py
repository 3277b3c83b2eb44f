"""What music does when something happened: events of the bus, and of the catalogue's stream."""
