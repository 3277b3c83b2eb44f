"""What every function of Didit360 may import: HTTP, identity, events, ids, settings, clients."""
