// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {CommonBase} from "forge-std/Base.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Payee, Sheet, Splits} from "../../src/Splits.sol";
import {Order, Sale, Voucher} from "../../src/Terms.sol";

/// @dev What a wallet does: signs typed data, hashed here from the type strings by another way than the sources'.
abstract contract Signing is CommonBase {
    string internal constant VOUCHER =
        "Voucher(uint256 id,address signer,uint96 price,address currency,uint32 maxQuantity,uint32 perWallet,uint40 opensAt,uint40 closesAt,bytes32 allowRoot,uint256 nonce,uint256 counter)";
    string internal constant SALE =
        "Sale(uint256 id,uint96 price,address currency,uint40 opensAt,uint40 closesAt,uint32 perWallet,uint256 nonce,uint256 counter)";
    string internal constant ORDER =
        "(address maker,uint256 id,uint32 quantity,uint96 unitPrice,address currency,uint40 opensAt,uint40 closesAt,address taker,uint256 nonce,uint256 counter)";
    string internal constant PAYEE = "Payee(address account,uint16 recordingBps,uint16 compositionBps)";

    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function digestOf(address verifier, bytes32 structHash) internal view returns (bytes32) {
        (, string memory name, string memory version, uint256 chainId, address where,,) = EIP712(verifier).eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                where
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function signVoucher(uint256 key, address verifier, Voucher memory v) internal view returns (bytes memory) {
        bytes memory head = abi.encode(keccak256(bytes(VOUCHER)), v.id, v.signer, v.price, v.currency, v.maxQuantity);
        bytes memory tail = abi.encode(v.perWallet, v.opensAt, v.closesAt, v.allowRoot, v.nonce, v.counter);
        return sign(key, digestOf(verifier, keccak256(bytes.concat(head, tail))));
    }

    function signSale(uint256 key, address verifier, uint256 id, Sale memory s, uint256 nonce, uint256 counter)
        internal
        view
        returns (bytes memory)
    {
        bytes memory head = abi.encode(keccak256(bytes(SALE)), id, s.price, s.currency, s.opensAt);
        bytes memory tail = abi.encode(s.closesAt, s.perWallet, nonce, counter);
        return sign(key, digestOf(verifier, keccak256(bytes.concat(head, tail))));
    }

    function signListing(uint256 key, address verifier, Order memory order) internal view returns (bytes memory) {
        return sign(key, digestOf(verifier, hashOrder("Listing", order)));
    }

    function signOffer(uint256 key, address verifier, Order memory order) internal view returns (bytes memory) {
        return sign(key, digestOf(verifier, hashOrder("Offer", order)));
    }

    function hashOrder(string memory kind, Order memory o) internal pure returns (bytes32) {
        bytes32 orderType = keccak256(bytes.concat(bytes(kind), bytes(ORDER)));
        bytes memory head = abi.encode(orderType, o.maker, o.id, o.quantity, o.unitPrice, o.currency);
        bytes memory tail = abi.encode(o.opensAt, o.closesAt, o.taker, o.nonce, o.counter);
        return keccak256(bytes.concat(head, tail));
    }

    function hashSheet(Sheet memory sheet) internal pure returns (bytes32) {
        bytes memory lines;
        for (uint256 i = 0; i < sheet.payees.length; ++i) {
            Payee memory p = sheet.payees[i];
            bytes32 line = keccak256(abi.encode(keccak256(bytes(PAYEE)), p.account, p.recordingBps, p.compositionBps));
            lines = bytes.concat(lines, line);
        }
        bytes32 sheetType = keccak256(bytes.concat("Sheet(bytes32 id,uint16 compositionPart,Payee[] payees)", bytes(PAYEE)));
        return keccak256(abi.encode(sheetType, sheet.id, sheet.compositionPart, keccak256(lines)));
    }

    /// @dev A sheet of `count` collaborators with keys, each with a different share; 30% goes by composition.
    function sheetOf(bytes32 id, uint256 count) internal pure returns (Sheet memory sheet) {
        sheet.id = id;
        sheet.compositionPart = 3_000;
        sheet.payees = new Payee[](count);
        uint16 each = uint16(10_000 / (count + 1));
        for (uint256 i = 0; i < count; ++i) {
            sheet.payees[i] = Payee(vm.addr(payeeKey(i)), each, each);
        }
        for (uint256 i = 1; i < count; ++i) {
            for (uint256 j = i; j > 0 && sheet.payees[j].account < sheet.payees[j - 1].account; --j) {
                (sheet.payees[j], sheet.payees[j - 1]) = (sheet.payees[j - 1], sheet.payees[j]);
            }
        }
        sheet.payees[0].recordingBps += uint16(10_000 - each * count);
        sheet.payees[count - 1].compositionBps += uint16(10_000 - each * count);
    }

    function consentsTo(Splits splits, Sheet memory sheet) internal view returns (bytes[] memory consents) {
        bytes32 digest = digestOf(address(splits), hashSheet(sheet));
        consents = new bytes[](sheet.payees.length);
        for (uint256 i = 0; i < consents.length; ++i) {
            consents[i] = sign(keyOf(sheet.payees[i].account), digest);
        }
    }

    function payeeKey(uint256 i) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("collaborator", i)));
    }

    function keyOf(address account) internal pure returns (uint256 key) {
        for (uint256 i = 0; i < 100; ++i) {
            key = payeeKey(i);
            if (vm.addr(key) == account) return key;
        }
        revert("no such collaborator");
    }
}
