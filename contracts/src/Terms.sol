// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @notice What a release is for good, and its first metadata.
/// @param id The platform's 128-bit id of the release.
/// @param artist Who alone may sell it, change its metadata, freeze it and close it.
/// @param maxSupply The edition's size: 1 for a one-of-one, 4294967295 where only time caps it.
/// @param closesAt When no more can be minted; 0 for never.
/// @param royaltyBps The part of each resale that goes to the split.
/// @param contentHash The SHA-256 of the master.
/// @param uri The metadata, ipfs://...
struct Release {
    uint256 id;
    address artist;
    uint32 maxSupply;
    uint40 closesAt;
    uint16 royaltyBps;
    bytes32 contentHash;
    string uri;
}

/// @notice An open sale on the chain.
/// @param price Of one, in units of the currency.
/// @param currency Zero for the native coin.
/// @param perWallet The most that one wallet may buy of the release, counting all it ever bought; 0 for no limit.
struct Sale {
    uint96 price;
    address currency;
    uint40 opensAt;
    uint40 closesAt;
    uint32 perWallet;
}

/// @notice Signed leave to mint.
/// @param signer The release's artist, or a minter of the platform.
/// @param price Of one, in units of the currency.
/// @param currency Zero for the native coin.
/// @param maxQuantity How many may be minted with it in all.
/// @param perWallet The most that one wallet may buy of the release, counting all it ever bought; 0 for no limit.
/// @param allowRoot The Merkle root of the wallets that may receive; 0 for any.
struct Voucher {
    uint256 id;
    address signer;
    uint96 price;
    address currency;
    uint32 maxQuantity;
    uint32 perWallet;
    uint40 opensAt;
    uint40 closesAt;
    bytes32 allowRoot;
    uint256 nonce;
    uint256 counter;
}

/// @notice A signed listing (maker sells) or offer (maker buys) of the Market.
/// @param quantity How many in all; they may be taken in parts.
/// @param unitPrice Of one, in units of the currency, fee and royalty included.
/// @param currency Zero for the native coin (listings only).
/// @param taker Who alone may take it; zero for anyone.
struct Order {
    address maker;
    uint256 id;
    uint32 quantity;
    uint96 unitPrice;
    address currency;
    uint40 opensAt;
    uint40 closesAt;
    address taker;
    uint256 nonce;
    uint256 counter;
}
