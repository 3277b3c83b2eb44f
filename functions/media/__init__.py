"""The media product: an uploaded file becomes a stream."""
