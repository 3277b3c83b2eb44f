"""CIDs as kubo computes them: the expected ones were made by ipfs-unixfs-importer 16 (npm)."""

import pytest

from nfts.domain.cid import cid_of, uri


def content(size: int) -> bytes:
    block = bytes(i & 0xFF for i in range(256))
    # The byte at i is (31 i + (i >> 8)) mod 256.
    rows = (size + 255) // 256
    out = bytearray()
    for row in range(rows):
        out += bytes((31 * value + 31 * 256 * row + row) & 0xFF for value in block)
    return bytes(out[:size])


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
        (11, "bafkreiatkxzfxtv7mlyc5xb26oqu37fxpzaj5yj2g6ixzr2epg3dvnjh3m"),
        (262_144, "bafkreicyf2rsjlabvogs5vfihpzfegm2q5hjwrohaneftr2crm6gsnlznm"),
        (262_145, "bafybeidgoqoyg4yhalu6oks2gnsjbs74tnoepwkl77plj4i4rd6lhvt424"),
        (1_000_000, "bafybeif47thwqop25vmml3tn3rekom7ximqq3dk7jh2dyrk7nkksmsqtjq"),
    ],
)
def test_a_file_s_cid(size: int, expected: str) -> None:
    assert cid_of(content(size)) == expected


def test_a_file_of_more_than_one_layer() -> None:
    full = content(256 * 256) * (174 * 4)
    assert cid_of(full) == "bafybeictnhkryr6nrwjc27yponmmlpktev4dnsvngaji55edlddqcrcwqu"
    one_more = full + b"\x00"
    assert cid_of(one_more) == "bafybeibceeiwyvx3pxrrewxawlbhjvw5ia7lqgj7pt6zjsw56m6vxph5dq"


def test_the_uri_of_a_cid() -> None:
    assert uri("bafkrei") == "ipfs://bafkrei"
