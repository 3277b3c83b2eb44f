// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Shares} from "./lib/Shares.sol";
import {Signatures} from "./lib/Signatures.sol";
import {Split} from "./Split.sol";

/// @notice One payee's line of a split sheet; each column sums to 10000.
struct Payee {
    address account;
    uint16 recordingBps;
    uint16 compositionBps;
}

/// @notice A split sheet.
/// @param id The platform's id of the sheet: two sheets with the same lines are still two splits.
/// @param compositionPart The bps of income that go by the composition column; zero if nothing does, and then the
/// column is all zero.
/// @param payees Ascending by address, so that no account comes twice.
struct Sheet {
    bytes32 id;
    uint16 compositionPart;
    Payee[] payees;
}

/// @title Makes the split of a sheet, once each payee has consented to the whole sheet.
contract Splits is EIP712 {
    /// @notice The most payees of one sheet.
    uint256 public constant MAX_PAYEES = 100;

    bytes32 private constant PAYEE_TYPE =
        keccak256("Payee(address account,uint16 recordingBps,uint16 compositionBps)");
    bytes32 private constant SHEET_TYPE = keccak256(
        "Sheet(bytes32 id,uint16 compositionPart,Payee[] payees)Payee(address account,uint16 recordingBps,uint16 compositionBps)"
    );

    /// @notice The code that all splits run.
    address public immutable IMPLEMENTATION;

    /// @notice The split of a sheet exists now.
    /// @param sheet The sheet's id.
    /// @param weights Each payee's weight, of 1e8.
    event SplitCreated(bytes32 indexed sheet, address indexed split, address[] payees, uint256[] weights);

    /// @notice A sheet names no payee, or more than a hundred.
    error PayeeCount(uint256 count, uint256 most);
    /// @notice Payees must ascend by address; this one does not come after the one before it.
    error PayeesNotAscending(address account);
    /// @notice This payee would get nothing.
    error PayeeWithoutShare(address account);
    /// @notice The recording column does not sum to 10000.
    error RecordingSum(uint256 sum);
    /// @notice The composition column does not sum to 10000 (or to 0, if no income goes by it).
    error CompositionSum(uint256 sum);
    /// @notice No more than all income can go by the composition column.
    error CompositionPart(uint256 bps);
    /// @notice There must be one consent for each payee, in their order.
    error ConsentCount(uint256 consents, uint256 payees);

    constructor() EIP712("NFTChords Splits", "1") {
        IMPLEMENTATION = address(new Split());
    }

    /// @notice Makes the split of `sheet`, or returns the one that was made before.
    /// @param consents Each payee's EIP-712 signature over the whole sheet, in the order of the payees.
    function create(Sheet calldata sheet, bytes[] calldata consents) external returns (address split) {
        (address[] memory accounts, uint256[] memory weights, bytes memory rows) = _read(sheet);
        bytes32 sheetHash = hashSheet(sheet);
        split = _predict(rows, sheetHash);
        if (split.code.length != 0) return split;

        if (consents.length != accounts.length) revert ConsentCount(consents.length, accounts.length);
        bytes32 digest = _hashTypedDataV4(sheetHash);
        for (uint256 i = 0; i < accounts.length; ++i) {
            Signatures.check(accounts[i], digest, consents[i]);
        }
        split = Clones.cloneDeterministicWithImmutableArgs(IMPLEMENTATION, rows, sheetHash);
        emit SplitCreated(sheet.id, split, accounts, weights);
    }

    /// @notice Where the split of `sheet` is or will be.
    function predict(Sheet calldata sheet) external view returns (address) {
        (,, bytes memory rows) = _read(sheet);
        return _predict(rows, hashSheet(sheet));
    }

    /// @notice The EIP-712 digest that each payee signs.
    function digestOf(Sheet calldata sheet) external view returns (bytes32) {
        return _hashTypedDataV4(hashSheet(sheet));
    }

    /// @notice The sheet's EIP-712 struct hash.
    function hashSheet(Sheet calldata sheet) public pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](sheet.payees.length);
        for (uint256 i = 0; i < hashes.length; ++i) {
            Payee calldata payee = sheet.payees[i];
            hashes[i] = keccak256(abi.encode(PAYEE_TYPE, payee));
        }
        return keccak256(
            abi.encode(SHEET_TYPE, sheet.id, sheet.compositionPart, keccak256(abi.encodePacked(hashes)))
        );
    }

    function _predict(bytes memory rows, bytes32 salt) private view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(IMPLEMENTATION, rows, salt);
    }

    /// @dev The sheet checked, as payees, weights, and both packed as `Split` reads them.
    function _read(Sheet calldata sheet)
        private
        pure
        returns (address[] memory accounts, uint256[] memory weights, bytes memory rows)
    {
        uint256 count = sheet.payees.length;
        if (count == 0 || count > MAX_PAYEES) revert PayeeCount(count, MAX_PAYEES);
        uint16 part = sheet.compositionPart;
        if (part > Shares.BPS) revert CompositionPart(part);
        accounts = new address[](count);
        weights = new uint256[](count);
        // each row is written as a whole word: one word of room beyond the last
        rows = new bytes(count * 24 + 32);
        uint256 recordingSum;
        uint256 compositionSum;
        address last;
        for (uint256 i = 0; i < count; ++i) {
            Payee calldata payee = sheet.payees[i];
            if (payee.account <= last) revert PayeesNotAscending(payee.account);
            last = payee.account;
            recordingSum += payee.recordingBps;
            compositionSum += payee.compositionBps;
            uint256 weight = Shares.weight(payee.recordingBps, payee.compositionBps, part);
            if (weight == 0) revert PayeeWithoutShare(last);
            accounts[i] = last;
            weights[i] = weight;
            uint256 row = (uint256(uint160(last)) << 96) | (weight << 64);
            assembly ("memory-safe") {
                mstore(add(add(rows, 0x20), mul(i, 24)), row)
            }
        }
        if (recordingSum != Shares.BPS) revert RecordingSum(recordingSum);
        if (compositionSum != (part == 0 ? 0 : Shares.BPS)) revert CompositionSum(compositionSum);
        assembly ("memory-safe") {
            mstore(rows, mul(count, 24))
        }
    }
}
