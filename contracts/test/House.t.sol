// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {House} from "../src/base/House.sol";
import {Vouchers} from "../src/base/Vouchers.sol";
import {Market} from "../src/Market.sol";
import {Releases} from "../src/Releases.sol";
import {Sheet} from "../src/Splits.sol";
import {Order, Release, Sale, Voucher} from "../src/Terms.sol";

/// @dev What the owner may set and nobody else; and that a pause stops what is new and nothing else.
contract HouseTest is Fixture {
    function test_onlyTheOwnerSets() public {
        House[2] memory houses = [House(address(releases)), House(address(market))];
        for (uint256 i = 0; i < 2; ++i) {
            bytes[] memory calls = new bytes[](7);
            calls[0] = abi.encodeCall(House.pause, ());
            calls[1] = abi.encodeCall(House.unpause, ());
            calls[2] = abi.encodeCall(House.setFee, (1));
            calls[3] = abi.encodeCall(House.setTreasury, (fan));
            calls[4] = abi.encodeCall(House.setCurrency, (fan, true));
            calls[5] = abi.encodeCall(Ownable.transferOwnership, (fan));
            calls[6] = abi.encodeCall(Ownable.renounceOwnership, ());
            refusedAll(address(houses[i]), calls);
        }
        bytes[] memory own = new bytes[](2);
        own[0] = abi.encodeCall(releases.setMinter, (fan, true));
        own[1] = abi.encodeCall(releases.setContractURI, ("x"));
        refusedAll(address(releases), own);
    }

    function test_ownershipNeedsTwoSteps() public {
        vm.prank(owner);
        releases.transferOwnership(fan);
        assertEq(releases.owner(), owner);
        vm.prank(other);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, other));
        releases.acceptOwnership();
        vm.prank(fan);
        releases.acceptOwnership();
        assertEq(releases.owner(), fan);
    }

    function test_ownershipIsNeverDropped() public {
        vm.prank(owner);
        vm.expectRevert(House.OwnershipKept.selector);
        market.renounceOwnership();
    }

    function test_feeIsCapped() public {
        vm.startPrank(owner);
        vm.expectEmit(address(market));
        emit House.FeeSet(1_000);
        market.setFee(1_000);
        vm.expectRevert(abi.encodeWithSelector(House.FeeAboveCap.selector, 1_001, 1_000));
        market.setFee(1_001);
        assertEq(market.feeBps(), 1_000);
        vm.expectRevert(abi.encodeWithSelector(House.FeeAboveCap.selector, 1_001, 1_000));
        new Market(owner, treasury, 1_001, IERC1155(address(releases)));
    }

    function test_treasury() public {
        vm.startPrank(owner);
        vm.expectEmit(address(releases));
        emit House.TreasurySet(fan);
        releases.setTreasury(fan);
        assertEq(releases.treasury(), fan);
        vm.expectRevert(House.ZeroAddress.selector);
        releases.setTreasury(address(0));
    }

    function test_feesCollectedLaterAreTheLaterTreasurys() public {
        openSale(PRICE, COIN, 0);
        vm.prank(fan);
        releases.buy{value: PRICE}(ID, 1);
        vm.prank(owner);
        releases.setTreasury(other);
        uint256[] memory ids = new uint256[](1);
        ids[0] = ID;
        releases.collect(ids);
        assertEq(releases.owed(other, COIN), uint256(PRICE) * FEE / 10_000);
        assertEq(releases.owed(treasury, COIN), 0);
    }

    function test_currencies() public {
        vm.startPrank(owner);
        vm.expectEmit(address(market));
        emit House.CurrencySet(address(token), false);
        market.setCurrency(address(token), false);
        assertFalse(market.isAllowed(address(token)));
        vm.expectRevert(House.ZeroAddress.selector);
        market.setCurrency(COIN, false);
    }

    function test_minters() public {
        vm.prank(owner);
        vm.expectEmit(address(releases));
        emit Vouchers.MinterSet(other, true);
        releases.setMinter(other, true);
        assertTrue(releases.isMinter(other));
        vm.prank(other);
        releases.mintTo("other's", ID, fan, 1);
        vm.prank(owner);
        releases.setMinter(other, false);
        vm.prank(other);
        vm.expectRevert(abi.encodeWithSelector(Releases.NotAMinter.selector, other));
        releases.mintTo("no more", ID, fan, 1);
    }

    function test_contractMetadata() public {
        assertEq(releases.contractURI(), "ipfs://house");
        vm.expectEmit(address(releases));
        emit Releases.ContractURIUpdated();
        vm.prank(owner);
        releases.setContractURI("ipfs://new");
        assertEq(releases.contractURI(), "ipfs://new");
    }

    function test_pauseStopsNewMintsAndSales() public {
        Sheet memory sheet = sheetOf("new", 2);
        bytes[] memory consents = consentsTo(splits, sheet);
        Release memory release = releaseOf(ID + 1, 5, 0);
        Sale memory sale = Sale(0, COIN, 0, 1, 0);
        Voucher memory voucher = voucherOf(0, COIN, 10, 0);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        bytes memory saleSignature = signSale(artistKey, address(releases), ID, sale, 1, 0);
        openSale(0, COIN, 0);
        vm.prank(owner);
        releases.pause();
        vm.startPrank(minter);
        paused();
        releases.publish(release, sheet, consents, fan, 1);
        paused();
        releases.mintTo("a", ID, fan, 1);
        paused();
        releases.airdrop("b", ID, new address[](1), 1);
        paused();
        releases.setSaleFor(ID, sale, 1, 0, saleSignature);
        paused();
        releases.redeem(voucher, signature, new bytes32[](0), fan, 1);
        paused();
        releases.buy(ID, 1);
        paused();
        releases.buyWith(ID, 1, address(token), 1);
        vm.stopPrank();
        vm.prank(artist);
        paused();
        releases.setSale(ID, sale);
        vm.prank(owner);
        releases.unpause();
        vm.prank(fan);
        releases.buy(ID, 1);
    }

    function test_pauseNeverStopsWithdrawalsAndArtists() public {
        openSale(PRICE, COIN, 0);
        vm.prank(fan);
        releases.buy{value: PRICE}(ID, 1);
        vm.prank(owner);
        releases.pause();
        uint256[] memory ids = new uint256[](1);
        ids[0] = ID;
        releases.collect(ids);
        releases.withdraw(address(split), COIN);
        releases.withdraw(treasury, COIN);
        (address[] memory payees,) = split.payees();
        split.withdraw(payees[0], COIN);
        vm.prank(fan);
        releases.safeTransferFrom(fan, other, ID, 1, "");
        vm.startPrank(artist);
        releases.cancel(ids);
        releases.cancelAll();
        releases.setURI(ID, "ipfs://bafy/next.json");
        releases.freeze(ID);
        releases.close(ID);
    }

    function test_pauseStopsNewOrdersAndBids() public {
        stock(5);
        Order memory listing = orderOf(5, PRICE, COIN);
        bytes memory signature = signListing(sellerKey, address(market), listing);
        uint40 end = uint40(block.timestamp + 1 days);
        vm.prank(seller);
        uint256 auction = market.createAuction(ID, 1, COIN, 1, 500, 0, end);
        vm.prank(owner);
        market.pause();
        vm.startPrank(fan);
        paused();
        market.buy{value: PRICE}(listing, signature, 1, fan);
        paused();
        market.accept(listing, signature, 1);
        paused();
        market.bid{value: 1}(auction, 1);
        paused();
        market.createAuction(ID, 1, COIN, 1, 500, 0, end);
    }

    function test_pauseNeverStopsSettlingCancellingAndRefunds() public {
        stock(5);
        uint40 end = uint40(block.timestamp + 1 days);
        vm.startPrank(seller);
        uint256 sold = market.createAuction(ID, 1, COIN, 1, 500, 0, end);
        uint256 taken = market.createAuction(ID, 1, COIN, 1, 500, 0, end);
        vm.stopPrank();
        vm.prank(fan);
        market.bid{value: 1 ether}(sold, 1 ether);
        vm.prank(other);
        market.bid{value: 2 ether}(sold, 2 ether);
        vm.prank(owner);
        market.pause();
        market.withdraw(fan, COIN);
        vm.warp(end);
        market.settle(sold);
        assertEq(releases.balanceOf(other, ID), 1);
        market.withdraw(seller, COIN);
        vm.startPrank(seller);
        market.cancelAuction(taken);
        market.cancelAll();
        assertEq(releases.balanceOf(seller, ID), 4);
    }

    function paused() internal {
        vm.expectRevert(Pausable.EnforcedPause.selector);
    }

    function refusedAll(address target, bytes[] memory calls) internal {
        address[3] memory callers = [minter, artist, fan];
        for (uint256 i = 0; i < calls.length; ++i) {
            address caller = callers[i % 3];
            vm.prank(caller);
            (bool done, bytes memory answer) = target.call(calls[i]);
            assertFalse(done);
            assertEq(answer, abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, caller));
        }
    }
}
