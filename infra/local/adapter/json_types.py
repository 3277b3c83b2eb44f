"""The shapes of a CloudFormation template, as far as the adapter looks into them."""

from __future__ import annotations

from typing import Any

Template = dict[str, Any]
Properties = dict[str, Any]
Resource = dict[str, Any]
Resources = dict[str, Resource]
