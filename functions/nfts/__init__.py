"""NFTChords: artists mint and sell music NFTs, and everyone on the split sheet is paid."""
