"""Signs the edge's reads of the streams bucket, as CloudFront's origin access control does."""

from functools import cache

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.session import get_session


def sign(method: str, url: str, region: str) -> dict[str, str]:
    """The headers that make S3 answer; none where the edge was given no credentials."""
    credentials = _credentials()
    if credentials is None:
        return {}
    request = AWSRequest(method, url)
    S3SigV4Auth(credentials, "s3", region).add_auth(request)
    return {name: str(value) for name, value in request.headers.items()}


@cache
def _credentials() -> Credentials | None:
    found: Credentials | None = get_session().get_credentials()
    return found
