// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Signatures} from "../lib/Signatures.sol";

/// @title Signed terms (vouchers, listings, offers): how much of each was used, and how its maker takes it back.
/// @notice A nonce's use is counted in 32 bits, eight nonces to a storage slot: a nonce bitmap whose cells can
/// count partial fills. Whoever numbers their terms 0, 1, 2... pays for a fresh slot only once in eight.
abstract contract SignedTerms is EIP712 {
    /// @dev A cell with this value is spent for ever.
    uint256 private constant SPENT = type(uint32).max;

    /// @notice Terms name their maker's counter at signing; raising it takes back all of them.
    mapping(address maker => uint256) public counter;
    mapping(address maker => mapping(uint256 row => uint256 cells)) private _used;

    /// @notice The terms of `maker` with this nonce can no longer be used.
    event OrderCancelled(address indexed maker, uint256 nonce);
    /// @notice All terms that `maker` signed under an earlier counter can no longer be used.
    event CounterRaised(address indexed maker, uint256 counter);

    /// @notice The maker took back all terms signed under that counter.
    error CounterPassed(address maker, uint256 signed, uint256 current);
    /// @notice The maker took these terms back, or they were for one use and it was made.
    error OrderSpent(address maker, uint256 nonce);
    /// @notice Fewer are left under these terms than were asked for.
    error NotEnoughLeft(address maker, uint256 nonce, uint256 left);
    /// @notice The terms hold only between these two times (closing time excluded).
    error NotOpen(uint256 opensAt, uint256 closesAt, uint256 time);

    /// @notice Takes back the caller's terms with these nonces, for ever. Works while paused.
    function cancel(uint256[] calldata nonces) external {
        for (uint256 i = 0; i < nonces.length; ++i) {
            _setUsed(msg.sender, nonces[i], SPENT);
            emit OrderCancelled(msg.sender, nonces[i]);
        }
    }

    /// @notice Takes back all that the caller has signed so far. Works while paused.
    function cancelAll() external returns (uint256 raised) {
        raised = ++counter[msg.sender];
        emit CounterRaised(msg.sender, raised);
    }

    /// @notice How many were taken under this nonce; 4294967295 when it is spent or cancelled.
    function used(address maker, uint256 nonce) public view returns (uint256) {
        return uint32(_used[maker][nonce >> 3] >> _shift(nonce));
    }

    /// @dev Counts `quantity` under the nonce, of at most `limit`.
    function _use(address maker, uint256 nonce, uint256 signedCounter, uint256 quantity, uint256 limit) internal {
        uint256 current = counter[maker];
        if (signedCounter != current) revert CounterPassed(maker, signedCounter, current);
        uint256 row = nonce >> 3;
        uint256 cells = _used[maker][row];
        uint256 before = uint32(cells >> _shift(nonce));
        if (before == SPENT) revert OrderSpent(maker, nonce);
        uint256 left = before < limit ? limit - before : 0;
        if (quantity > left) revert NotEnoughLeft(maker, nonce, left);
        // before + quantity <= limit, a uint32 in all signed terms: the cell can't run over into the next
        _used[maker][row] = cells + (quantity << _shift(nonce));
    }

    /// @dev Spends a nonce of terms that hold for one use.
    function _spend(address maker, uint256 nonce, uint256 signedCounter) internal {
        _use(maker, nonce, signedCounter, 1, 1);
        _setUsed(maker, nonce, SPENT);
    }

    function _checkSignature(address signer, bytes32 structHash, bytes calldata signature) internal view {
        Signatures.check(signer, _hashTypedDataV4(structHash), signature);
    }

    /// @dev The EIP-712 hash of a struct of `words` static fields at `start` in the calldata. Copied as it came, for
    /// 1,000 gas less than field by field: bits out of a field's range make another hash than any that was signed.
    function _hashStruct(bytes32 typeHash, uint256 start, uint256 words) internal pure returns (bytes32 structHash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), start, mul(words, 0x20))
            structHash := keccak256(free, mul(add(words, 1), 0x20))
        }
    }

    function _checkOpen(uint256 opensAt, uint256 closesAt) internal view {
        if (block.timestamp < opensAt || block.timestamp >= closesAt) {
            revert NotOpen(opensAt, closesAt, block.timestamp);
        }
    }

    function _setUsed(address maker, uint256 nonce, uint256 value) private {
        uint256 shift = _shift(nonce);
        uint256 cells = _used[maker][nonce >> 3];
        _used[maker][nonce >> 3] = (cells & ~(SPENT << shift)) | (value << shift);
    }

    function _shift(uint256 nonce) private pure returns (uint256) {
        return (nonce & 7) << 5;
    }
}
