// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {Receiver, Wallet} from "./helpers/Hostile.sol";
import {Editions} from "../src/base/Editions.sol";
import {House} from "../src/base/House.sol";
import {PullLedger} from "../src/base/PullLedger.sol";
import {Sales} from "../src/base/Sales.sol";
import {SignedTerms} from "../src/base/SignedTerms.sol";
import {Vouchers} from "../src/base/Vouchers.sol";
import {Signatures} from "../src/lib/Signatures.sol";
import {Sheet} from "../src/Splits.sol";
import {Release, Voucher} from "../src/Terms.sol";

/// @dev Minting by voucher: whose word counts, for whom, how often and for how much.
contract VouchersTest is Fixture {
    bytes32[] internal none;

    function test_aRelayerRedeemsForAFan() public {
        Voucher memory voucher = voucherOf(PRICE, COIN, 10, 0);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        uint256 total = 2 * uint256(PRICE);
        uint256 fee = total * FEE / 10_000;
        vm.expectEmit(address(releases));
        emit Vouchers.Redeemed(ID, fan, artist, 0, other, 2, total, COIN, fee);
        vm.prank(other);
        releases.redeem{value: total}(voucher, signature, none, fan, 2);
        assertEq(releases.balanceOf(fan, ID), 2);
        assertEq(releases.balanceOf(other, ID), 0);
        assertEq(releases.used(artist, 0), 2);
        (uint256 proceeds, uint256 fees) = releases.uncollected(ID);
        assertEq(proceeds, total - fee);
        assertEq(fees, fee);
    }

    function test_redeemInAnErc20() public {
        Voucher memory voucher = voucherOf(PRICE, address(token), 10, 0);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        fund(other, address(releases), PRICE);
        vm.prank(other);
        releases.redeem(voucher, signature, none, fan, 1);
        assertEq(releases.owed(address(split), address(token)), uint256(PRICE) - uint256(PRICE) * FEE / 10_000);
        assertEq(token.balanceOf(other), 0);
    }

    function test_nativeCoinSentWithAnErc20Price() public {
        Voucher memory voucher = voucherOf(PRICE, address(token), 10, 0);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        fund(fan, address(releases), PRICE);
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(PullLedger.WrongPayment.selector, 0, 1));
        releases.redeem{value: 1}(voucher, signature, none, fan, 1);
    }

    function test_redeemInACurrencyNotAllowed() public {
        Voucher memory voucher = voucherOf(PRICE, other, 10, 0);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        vm.expectRevert(abi.encodeWithSelector(House.CurrencyNotAllowed.selector, other));
        releases.redeem(voucher, signature, none, fan, 1);
    }

    function test_aVouchersQuantityIsShared() public {
        Voucher memory voucher = voucherOf(0, COIN, 3, 0);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        releases.redeem(voucher, signature, none, fan, 2);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotEnoughLeft.selector, artist, 0, 1));
        releases.redeem(voucher, signature, none, other, 2);
        releases.redeem(voucher, signature, none, other, 1);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotEnoughLeft.selector, artist, 0, 0));
        releases.redeem(voucher, signature, none, other, 1);
        assertEq(releases.totalSupply(ID), 3);
    }

    function test_walletLimitCountsTheReceiverNotThePayer() public {
        Voucher memory voucher = voucherOf(0, COIN, 50, 2);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        vm.startPrank(minter);
        releases.redeem(voucher, signature, none, fan, 2);
        releases.redeem(voucher, signature, none, other, 2);
        vm.expectRevert(abi.encodeWithSelector(Sales.WalletLimit.selector, ID, fan, 2));
        releases.redeem(voucher, signature, none, fan, 1);
    }

    function test_walletLimitHoldsOverSalesAndVouchers() public {
        openSale(0, COIN, 2);
        Voucher memory voucher = voucherOf(0, COIN, 50, 2);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        vm.startPrank(fan);
        releases.buy(ID, 1);
        releases.redeem(voucher, signature, none, fan, 1);
        vm.expectRevert(abi.encodeWithSelector(Sales.WalletLimit.selector, ID, fan, 2));
        releases.redeem(voucher, signature, none, fan, 1);
        vm.expectRevert(abi.encodeWithSelector(Sales.WalletLimit.selector, ID, fan, 2));
        releases.buy(ID, 1);
    }

    function test_allowList() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = leaf(other);
        voucher.allowRoot = pair(leaf(fan), leaf(other));
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        releases.redeem(voucher, signature, proof, fan, 1);
        vm.expectRevert(abi.encodeWithSelector(Vouchers.NotOnAllowList.selector, seller));
        releases.redeem(voucher, signature, proof, seller, 1);
        vm.expectRevert(abi.encodeWithSelector(Vouchers.NotOnAllowList.selector, fan));
        releases.redeem(voucher, signature, none, fan, 1);
    }

    function test_aVoucherForOneWalletCantBeTurned() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        voucher.allowRoot = leaf(fan);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        vm.startPrank(other);
        vm.expectRevert(abi.encodeWithSelector(Vouchers.NotOnAllowList.selector, other));
        releases.redeem(voucher, signature, none, other, 1);
        releases.redeem(voucher, signature, none, fan, 1);
        assertEq(releases.balanceOf(fan, ID), 1);
    }

    function test_window() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        uint40 start = uint40(block.timestamp);
        (voucher.opensAt, voucher.closesAt) = (start + 10, start + 20);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotOpen.selector, start + 10, start + 20, start));
        releases.redeem(voucher, signature, none, fan, 1);
        vm.warp(start + 10);
        releases.redeem(voucher, signature, none, fan, 1);
        vm.warp(start + 20);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotOpen.selector, start + 10, start + 20, start + 20));
        releases.redeem(voucher, signature, none, fan, 1);
    }

    function test_minterSignsUntilItIsNoMinter() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        voucher.signer = minter;
        bytes memory signature = signVoucher(minterKey, address(releases), voucher);
        releases.redeem(voucher, signature, none, fan, 1);
        vm.prank(owner);
        releases.setMinter(minter, false);
        vm.expectRevert(abi.encodeWithSelector(Vouchers.NotASigner.selector, ID, minter));
        releases.redeem(voucher, signature, none, fan, 1);
    }

    function test_othersCantSign() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        voucher.signer = seller;
        bytes memory signature = signVoucher(sellerKey, address(releases), voucher);
        vm.expectRevert(abi.encodeWithSelector(Vouchers.NotASigner.selector, ID, seller));
        releases.redeem(voucher, signature, none, fan, 1);
        voucher.signer = artist;
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, artist));
        releases.redeem(voucher, signature, none, fan, 1);
    }

    function test_anotherReleasesArtistCantSign() public {
        Sheet memory sheet = sheetOf("theirs", 2);
        bytes[] memory consents = consentsTo(splits, sheet);
        Release memory release = releaseOf(ID + 1, 5, 0);
        release.artist = seller;
        vm.prank(minter);
        releases.publish(release, sheet, consents, address(0), 0);
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        voucher.id = ID + 1;
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        vm.expectRevert(abi.encodeWithSelector(Vouchers.NotASigner.selector, ID + 1, artist));
        releases.redeem(voucher, signature, none, fan, 1);
        voucher.id = ID + 2;
        vm.expectRevert(abi.encodeWithSelector(Editions.NoSuchRelease.selector, ID + 2));
        releases.redeem(voucher, signature, none, fan, 1);
    }

    function test_anyChangeOfTheTermsBreaksTheSignature() public {
        Voucher memory signed = voucherOf(PRICE, COIN, 10, 5);
        bytes memory signature = signVoucher(artistKey, address(releases), signed);
        for (uint256 i = 0; i < 8; ++i) {
            Voucher memory voucher = voucherOf(PRICE, COIN, 10, 5);
            if (i == 0) voucher.price = 0;
            if (i == 1) voucher.currency = address(token);
            if (i == 2) voucher.maxQuantity = 11;
            if (i == 3) voucher.perWallet = 0;
            if (i == 4) voucher.opensAt = 1;
            if (i == 5) voucher.closesAt = type(uint40).max - 1;
            if (i == 6) voucher.allowRoot = leaf(fan);
            if (i == 7) voucher.nonce = 1;
            vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, artist));
            releases.redeem(voucher, signature, none, fan, 1);
        }
    }

    function test_aSignatureHoldsForOneChainAndContract() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        bytes memory elsewhere = signVoucher(artistKey, address(market), voucher);
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, artist));
        releases.redeem(voucher, elsewhere, none, fan, 1);
        bytes memory here = signVoucher(artistKey, address(releases), voucher);
        vm.chainId(10);
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, artist));
        releases.redeem(voucher, here, none, fan, 1);
    }

    function test_cancelOneVoucher() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        voucher.nonce = 9;
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = 9;
        vm.prank(other);
        releases.cancel(nonces);
        releases.redeem(voucher, signature, none, fan, 1);
        vm.expectEmit(address(releases));
        emit SignedTerms.OrderCancelled(artist, 9);
        vm.prank(artist);
        releases.cancel(nonces);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.OrderSpent.selector, artist, 9));
        releases.redeem(voucher, signature, none, fan, 1);
    }

    function test_cancelAllVouchers() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        vm.expectEmit(address(releases));
        emit SignedTerms.CounterRaised(artist, 1);
        vm.prank(artist);
        assertEq(releases.cancelAll(), 1);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.CounterPassed.selector, artist, 0, 1));
        releases.redeem(voucher, signature, none, fan, 1);
        voucher.counter = 1;
        signature = signVoucher(artistKey, address(releases), voucher);
        releases.redeem(voucher, signature, none, fan, 1);
    }

    function test_aContractWalletSigns() public {
        Wallet wallet = new Wallet(seller);
        vm.prank(owner);
        releases.setMinter(address(wallet), true);
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        voucher.signer = address(wallet);
        bytes memory signature = signVoucher(sellerKey, address(releases), voucher);
        releases.redeem(voucher, signature, none, fan, 1);
        bytes memory forged = signVoucher(artistKey, address(releases), voucher);
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, address(wallet)));
        releases.redeem(voucher, forged, none, fan, 1);
    }

    function test_malformedSignatures() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        bytes memory refusal = abi.encodeWithSelector(Signatures.BadSignature.selector, artist);
        vm.expectRevert(refusal);
        releases.redeem(voucher, "", none, fan, 1);
        vm.expectRevert(refusal);
        releases.redeem(voucher, highS(signature), none, fan, 1);
        voucher.signer = address(0);
        vm.expectRevert(abi.encodeWithSelector(Vouchers.NotASigner.selector, ID, address(0)));
        releases.redeem(voucher, new bytes(65), none, fan, 1);
    }

    function test_nobodyAndNone() public {
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0)));
        releases.redeem(voucher, signature, none, address(0), 1);
        vm.expectRevert(PullLedger.ZeroQuantity.selector);
        releases.redeem(voucher, signature, none, fan, 0);
    }

    function test_aReceiverCantRedeemAgainInside() public {
        Receiver receiver = new Receiver();
        Voucher memory voucher = voucherOf(0, COIN, 10, 1);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        receiver.aim(
            address(releases), abi.encodeCall(releases.redeem, (voucher, signature, none, address(receiver), 1))
        );
        releases.redeem(voucher, signature, none, address(receiver), 1);
        assertFalse(receiver.called());
        assertEq(releases.balanceOf(address(receiver), ID), 1);
    }

    function testFuzz_noncesDontTouchEachOther(uint256 first, uint256 second, uint8 a, uint8 b) public {
        vm.assume(first != second);
        a = uint8(bound(a, 1, 40));
        b = uint8(bound(b, 1, 40));
        Voucher memory voucher = voucherOf(0, COIN, type(uint32).max, 0);
        voucher.nonce = first;
        releases.redeem(voucher, signVoucher(artistKey, address(releases), voucher), none, fan, a);
        voucher.nonce = second;
        releases.redeem(voucher, signVoucher(artistKey, address(releases), voucher), none, fan, b);
        assertEq(releases.used(artist, first), a);
        assertEq(releases.used(artist, second), b);
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = first;
        vm.prank(artist);
        releases.cancel(nonces);
        assertEq(releases.used(artist, first), type(uint32).max);
        assertEq(releases.used(artist, second), b);
    }

    function leaf(address wallet) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(wallet))));
    }

    function pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    function highS(bytes memory signature) internal pure returns (bytes memory) {
        bytes32 r;
        uint256 s;
        assembly {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
        }
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        return abi.encodePacked(r, order - s, signature[64] == 0x1b ? bytes1(0x1c) : bytes1(0x1b));
    }
}
