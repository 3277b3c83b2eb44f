// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SaleWord, SaleWords} from "../lib/SaleWords.sol";
import {Voucher} from "../Terms.sol";
import {Sales} from "./Sales.sol";

/// @title Minting against a signed voucher: anyone may send it and pay, and only the receiver named gets the tokens.
abstract contract Vouchers is Sales {
    bytes32 private constant VOUCHER_TYPE = keccak256(
        "Voucher(uint256 id,address signer,uint96 price,address currency,uint32 maxQuantity,uint32 perWallet,uint40 opensAt,uint40 closesAt,bytes32 allowRoot,uint256 nonce,uint256 counter)"
    );

    /// @notice The platform's keys that may mint, and sign vouchers for any release.
    mapping(address account => bool) public isMinter;

    /// @notice `account` became or ceased to be a minter.
    event MinterSet(address indexed account, bool allowed);
    /// @notice `to` got `quantity` by a voucher, which `payer` sent and paid `price` for in all (`fee` of it the
    /// platform's, the rest the split's).
    event Redeemed(
        uint256 indexed id,
        address indexed to,
        address indexed signer,
        uint256 nonce,
        address payer,
        uint256 quantity,
        uint256 price,
        address currency,
        uint256 fee
    );

    /// @notice The voucher's signer is neither the release's artist nor a minter (any more).
    error NotASigner(uint256 id, address signer);
    /// @notice The wallet is not on the voucher's allow-list.
    error NotOnAllowList(address wallet);

    /// @notice Mints by a voucher.
    /// @param to Who gets the tokens, whose wallet limit counts, and who must be on the allow-list if there is one.
    /// @param proof `to`'s Merkle proof; the leaf is keccak256(keccak256(abi.encode(to))); empty if there is no list.
    function redeem(
        Voucher calldata voucher,
        bytes calldata signature,
        bytes32[] calldata proof,
        address to,
        uint256 quantity
    ) external payable whenNotPaused nonReentrant {
        if (quantity == 0) revert ZeroQuantity();
        if (to == address(0)) revert ERC1155InvalidReceiver(to);
        _checkVoucher(voucher, signature, proof, to);
        _use(voucher.signer, voucher.nonce, voucher.counter, quantity, voucher.maxQuantity);
        (uint256 total, uint256 fee) = _sellBy(voucher, to, quantity);
        _tellRedeemed(voucher, to, quantity, total, fee);
        _askReceiver(msg.sender, to, voucher.id, quantity);
    }

    function _hashVoucher(Voucher calldata voucher) private pure returns (bytes32) {
        uint256 start;
        assembly ("memory-safe") {
            start := voucher
        }
        return _hashStruct(VOUCHER_TYPE, start, 11);
    }

    function _sellBy(Voucher calldata voucher, address to, uint256 quantity) private returns (uint256, uint256) {
        Edition storage edition = _editions[voucher.id];
        SaleWord terms =
            SaleWords.pack(voucher.price, 0, 0, voucher.perWallet, edition.sale.editionClosesAt(), false);
        return _sell(edition, voucher.id, terms, to, quantity, voucher.currency);
    }

    /// @dev By itself only because the compiler has no room for its many words beside the rest.
    function _tellRedeemed(Voucher calldata voucher, address to, uint256 quantity, uint256 total, uint256 fee)
        private
    {
        emit Redeemed(
            voucher.id, to, voucher.signer, voucher.nonce, msg.sender, quantity, total, voucher.currency, fee
        );
    }

    function _checkVoucher(
        Voucher calldata voucher,
        bytes calldata signature,
        bytes32[] calldata proof,
        address to
    ) private view {
        _checkOpen(voucher.opensAt, voucher.closesAt);
        // minters first: theirs are most vouchers, and a look at the artist costs as much
        if (!isMinter[voucher.signer] && _artistOf(voucher.id) != voucher.signer) {
            revert NotASigner(voucher.id, voucher.signer);
        }
        _checkSignature(voucher.signer, _hashVoucher(voucher), signature);
        if (voucher.allowRoot != 0) {
            bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(to))));
            if (!MerkleProof.verifyCalldata(proof, voucher.allowRoot, leaf)) revert NotOnAllowList(to);
        }
    }
}
