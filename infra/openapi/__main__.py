"""`make docs`: write the OpenAPI documents."""

from infra.openapi import ROOT, write

for path in write():
    print(path.relative_to(ROOT))
