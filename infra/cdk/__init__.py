"""The platform described once, for AWS and for one machine."""

import os

# The library's Node program greets every run with a banner on these releases, which it runs on.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20")
