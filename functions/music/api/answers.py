"""ETags are the core layer's: didit360.etags."""

from didit360.etags import must_match, with_etag

__all__ = ["must_match", "with_etag"]
