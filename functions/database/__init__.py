"""The database itself: what brings its schemas forward when the platform is deployed."""
