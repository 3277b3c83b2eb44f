// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {Receiver, Refuser} from "./helpers/Hostile.sol";
import {Editions} from "../src/base/Editions.sol";
import {Guarded} from "../src/base/Guarded.sol";
import {House} from "../src/base/House.sol";
import {PullLedger} from "../src/base/PullLedger.sol";
import {Sales} from "../src/base/Sales.sol";
import {SignedTerms} from "../src/base/SignedTerms.sol";
import {Releases} from "../src/Releases.sol";
import {Signatures} from "../src/lib/Signatures.sol";
import {Tallies} from "../src/lib/Tallies.sol";
import {Sale} from "../src/Terms.sol";

/// @dev The open sale: its terms, what it takes, and where the money goes.
contract SalesTest is Fixture {
    function test_buyInNativeCoin() public {
        openSale(PRICE, COIN, 0);
        uint256 total = 3 * uint256(PRICE);
        uint256 fee = total * FEE / 10_000;
        vm.expectEmit(address(releases));
        emit Sales.Bought(ID, fan, 3, total, COIN, fee);
        vm.prank(fan);
        releases.buy{value: total}(ID, 3);
        assertEq(releases.balanceOf(fan, ID), 3);
        assertEq(releases.boughtBy(fan, ID), 3);
        (uint256 proceeds, uint256 fees) = releases.uncollected(ID);
        assertEq(proceeds, total - fee);
        assertEq(fees, fee);
        assertEq(address(releases).balance, total);
    }

    function test_collectThenWithdrawToTheSplitAndTheTreasury() public {
        openSale(PRICE, COIN, 0);
        vm.prank(fan);
        releases.buy{value: PRICE}(ID, 1);
        uint256 fee = uint256(PRICE) * FEE / 10_000;
        uint256[] memory ids = new uint256[](2);
        (ids[0], ids[1]) = (ID, ID);
        vm.expectEmit(address(releases));
        emit Sales.Collected(ID, PRICE - fee, fee);
        vm.expectEmit(address(releases));
        emit Sales.Collected(ID, 0, 0);
        releases.collect(ids);
        assertEq(releases.owed(address(split), COIN), PRICE - fee);
        assertEq(releases.owed(treasury, COIN), fee);
        vm.expectEmit(address(releases));
        emit PullLedger.Withdrawn(address(split), COIN, PRICE - fee);
        vm.prank(other);
        assertEq(releases.withdraw(address(split), COIN), PRICE - fee);
        releases.withdraw(treasury, COIN);
        assertEq(address(split).balance, PRICE - fee);
        assertEq(treasury.balance, fee);
        assertEq(address(releases).balance, 0);
        vm.expectRevert(abi.encodeWithSelector(PullLedger.NothingOwed.selector, treasury, COIN));
        releases.withdraw(treasury, COIN);
    }

    function test_nativeCoinMustBeExact() public {
        openSale(PRICE, COIN, 0);
        vm.startPrank(fan);
        for (uint256 i = 0; i < 3; ++i) {
            uint256 sent = [0, PRICE - 1, PRICE + 1][i];
            vm.expectRevert(abi.encodeWithSelector(PullLedger.WrongPayment.selector, PRICE, sent));
            releases.buy{value: sent}(ID, 1);
        }
    }

    function test_freeSale() public {
        openSale(0, COIN, 1);
        vm.prank(fan);
        releases.buy(ID, 1);
        assertEq(releases.balanceOf(fan, ID), 1);
    }

    function test_buyOfNone() public {
        openSale(PRICE, COIN, 0);
        vm.prank(fan);
        vm.expectRevert(PullLedger.ZeroQuantity.selector);
        releases.buy(ID, 0);
    }

    function test_buyBeyondTheEdition() public {
        openSale(0, COIN, 0);
        vm.startPrank(fan);
        vm.expectRevert(abi.encodeWithSelector(Editions.SoldOut.selector, ID, 100));
        releases.buy(ID, 101);
        vm.expectRevert(abi.encodeWithSelector(Editions.SoldOut.selector, ID, 100));
        releases.buy(ID, type(uint256).max);
        releases.buy(ID, 100);
        vm.expectRevert(abi.encodeWithSelector(Editions.SoldOut.selector, ID, 0));
        releases.buy(ID, 1);
    }

    function test_saleWindow() public {
        uint40 opens = uint40(block.timestamp + 100);
        vm.prank(artist);
        releases.setSale(ID, Sale(0, COIN, opens, opens + 100, 0));
        vm.startPrank(fan);
        vm.warp(opens - 1);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotOpen.selector, opens, opens + 100, opens - 1));
        releases.buy(ID, 1);
        vm.warp(opens);
        releases.buy(ID, 1);
        vm.warp(opens + 99);
        releases.buy(ID, 1);
        vm.warp(opens + 100);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotOpen.selector, opens, opens + 100, opens + 100));
        releases.buy(ID, 1);
    }

    function test_noSaleNoBuying() public {
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotOpen.selector, 0, 0, block.timestamp));
        releases.buy(ID, 1);
    }

    function test_anEditionsEndEndsItsSale() public {
        uint40 end = uint40(block.timestamp + 50);
        publish(ID + 1, 10, end, address(0), 0);
        vm.prank(artist);
        releases.setSale(ID + 1, Sale(0, COIN, 0, end + 50, 0));
        vm.prank(fan);
        releases.buy(ID + 1, 1);
        vm.warp(end);
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(Editions.EditionClosed.selector, ID + 1, end));
        releases.buy(ID + 1, 1);
    }

    function test_walletLimitCountsAllThatWasBought() public {
        openSale(0, COIN, 3);
        stock(1);
        vm.startPrank(fan);
        releases.buy(ID, 2);
        vm.expectRevert(abi.encodeWithSelector(Sales.WalletLimit.selector, ID, fan, 3));
        releases.buy(ID, 2);
        releases.safeTransferFrom(fan, other, ID, 2, "");
        vm.expectRevert(abi.encodeWithSelector(Sales.WalletLimit.selector, ID, fan, 3));
        releases.buy(ID, 2);
        releases.buy(ID, 1);
        assertEq(releases.boughtBy(fan, ID), 3);
        assertEq(releases.boughtBy(other, ID), 0);
        assertEq(releases.balanceOf(fan, ID), 1);
    }

    function test_setSaleSaysItsTerms() public {
        Sale memory sale = Sale(PRICE, address(token), 5, type(uint40).max, 7);
        vm.expectEmit(address(releases));
        emit Sales.SaleSet(ID, PRICE, address(token), 5, type(uint40).max, 7);
        vm.prank(artist);
        releases.setSale(ID, sale);
        assertEq(abi.encode(releases.saleOf(ID)), abi.encode(sale));
        sale.currency = COIN;
        vm.prank(artist);
        releases.setSale(ID, sale);
        assertEq(abi.encode(releases.saleOf(ID)), abi.encode(sale));
    }

    function test_setSaleRefusals() public {
        vm.startPrank(artist);
        vm.expectRevert(abi.encodeWithSelector(Sales.SaleNeverOpen.selector, 10, 10));
        releases.setSale(ID, Sale(0, COIN, 10, 10, 0));
        vm.expectRevert(abi.encodeWithSelector(House.CurrencyNotAllowed.selector, fan));
        releases.setSale(ID, Sale(0, fan, 0, 10, 0));
        vm.stopPrank();
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Editions.NotTheArtist.selector, ID, minter));
        releases.setSale(ID, Sale(0, COIN, 0, 10, 0));
    }

    function test_theArtistEndsASale() public {
        openSale(0, COIN, 0);
        vm.prank(artist);
        releases.setSale(ID, Sale(0, COIN, 0, 0, 0));
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotOpen.selector, 0, 0, block.timestamp));
        releases.buy(ID, 1);
    }

    function test_setSaleKeepsTheEditionsEnd() public {
        uint40 end = uint40(block.timestamp + 50);
        publish(ID + 1, 10, end, address(0), 0);
        vm.prank(artist);
        releases.setSale(ID + 1, Sale(type(uint96).max, COIN, 1, type(uint40).max, type(uint32).max));
        assertEq(releases.saleOf(ID + 1).price, type(uint96).max);
        assertEq(releases.saleOf(ID + 1).perWallet, type(uint32).max);
        assertEq(releases.saleOf(ID + 1).closesAt, type(uint40).max);
        (, , uint256 minted,) = releases.releaseOf(ID + 1);
        assertEq(minted, 0);
        vm.warp(end);
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Editions.EditionClosed.selector, ID + 1, end));
        releases.mintTo("late", ID + 1, fan, 1);
    }

    function test_saleThatTheArtistSigned() public {
        Sale memory sale = Sale(PRICE, COIN, 0, type(uint40).max, 2);
        bytes memory signature = signSale(artistKey, address(releases), ID, sale, 4, 0);
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(Releases.NotAMinter.selector, fan));
        releases.setSaleFor(ID, sale, 4, 0, signature);
        vm.startPrank(minter);
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, artist));
        releases.setSaleFor(ID, sale, 5, 0, signature);
        releases.setSaleFor(ID, sale, 4, 0, signature);
        assertEq(abi.encode(releases.saleOf(ID)), abi.encode(sale));
        assertEq(releases.used(artist, 4), type(uint32).max);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.OrderSpent.selector, artist, 4));
        releases.setSaleFor(ID, sale, 4, 0, signature);
    }

    function test_signedSaleOfAnEarlierCounter() public {
        Sale memory sale = Sale(PRICE, COIN, 0, type(uint40).max, 2);
        bytes memory signature = signSale(artistKey, address(releases), ID, sale, 0, 0);
        vm.prank(artist);
        releases.cancelAll();
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.CounterPassed.selector, artist, 0, 1));
        releases.setSaleFor(ID, sale, 0, 0, signature);
    }

    function test_aFeeChangeTouchesOnlyLaterSales() public {
        openSale(PRICE, COIN, 0);
        vm.prank(fan);
        releases.buy{value: PRICE}(ID, 1);
        vm.prank(owner);
        releases.setFee(1_000);
        (, uint256 before) = releases.uncollected(ID);
        assertEq(before, uint256(PRICE) * FEE / 10_000);
        vm.prank(fan);
        releases.buy{value: PRICE}(ID, 1);
        (, uint256 fees) = releases.uncollected(ID);
        assertEq(fees, before + uint256(PRICE) / 10);
    }

    function test_aBuyerThatRefusesItsToken() public {
        openSale(PRICE, COIN, 0);
        Refuser refuser = new Refuser();
        vm.deal(address(refuser), 1 ether);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(refuser)));
        refuser.run(address(releases), PRICE, abi.encodeCall(releases.buy, (ID, 1)));
    }

    function test_aBuyerCantCallBackIn() public {
        openSale(PRICE, COIN, 1);
        Receiver buyer = new Receiver();
        vm.deal(address(buyer), 1 ether);
        buyer.aim(address(releases), abi.encodeCall(releases.buy, (ID, 1)));
        buyer.run(address(releases), PRICE, abi.encodeCall(releases.buy, (ID, 1)));
        assertFalse(buyer.called());
        assertEq(buyer.failure(), abi.encodePacked(Guarded.ReentrancyGuardReentrantCall.selector));
        assertEq(releases.balanceOf(address(buyer), ID), 1);
    }

    function test_aFullPotSaysSo() public {
        publish(ID + 1, type(uint32).max, 0, address(0), 0);
        vm.prank(artist);
        releases.setSale(ID + 1, Sale(type(uint96).max, COIN, 0, type(uint40).max, 0));
        vm.deal(fan, type(uint128).max);
        vm.startPrank(fan);
        uint256 fee = uint256(type(uint96).max) * FEE / 10_000;
        releases.buy{value: type(uint96).max}(ID + 1, 1);
        uint256 both = 2 * (type(uint96).max - fee);
        vm.expectRevert(abi.encodeWithSelector(Tallies.PotFull.selector, both, 2 * fee));
        releases.buy{value: type(uint96).max}(ID + 1, 1);
        uint256[] memory ids = new uint256[](1);
        ids[0] = ID + 1;
        releases.collect(ids);
        releases.buy{value: type(uint96).max}(ID + 1, 1);
    }

    function test_aFullPotOfFeesSaysSo() public {
        publish(ID + 1, type(uint32).max, 0, address(0), 0);
        uint96 price = type(uint96).max;
        vm.prank(artist);
        releases.setSale(ID + 1, Sale(price, COIN, 0, type(uint40).max, 0));
        // proceeds that fit beside fees that do not: only a pot filled by many sales comes there
        bytes32 slot = keccak256(abi.encode(ID + 1, editionsSlot()));
        uint256 word = (uint256(type(uint96).max) << 160) | (uint256(type(uint32).max) << 32);
        vm.store(address(releases), slot, bytes32(word));
        vm.deal(fan, price);
        uint256 fee = uint256(price) * FEE / 10_000;
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(Tallies.PotFull.selector, price - fee, price + fee));
        releases.buy{value: price}(ID + 1, 1);
    }

    function testFuzz_everyUnitOfAPriceIsOwed(uint96 price, uint32 quantity, uint16 fee) public {
        quantity = uint32(bound(quantity, 1, 100));
        price = uint96(bound(price, 0, type(uint96).max / 100));
        vm.prank(owner);
        releases.setFee(uint16(bound(fee, 0, 1_000)));
        openSale(price, COIN, 0);
        vm.deal(fan, uint256(price) * quantity);
        vm.prank(fan);
        releases.buy{value: uint256(price) * quantity}(ID, quantity);
        (uint256 proceeds, uint256 fees) = releases.uncollected(ID);
        assertEq(proceeds + fees, uint256(price) * quantity);
        assertLe(fees, uint256(price) * quantity / 10);
        assertEq(releases.totalSupply(ID), quantity);
    }

    function testFuzz_saleTermsAreKeptApart(uint96 price, uint40 opens, uint40 closes, uint32 limit, uint40 end)
        public
    {
        closes = uint40(bound(closes, 1, type(uint40).max));
        opens = uint40(bound(opens, 0, closes - 1));
        end = uint40(bound(end, block.timestamp + 1, type(uint40).max));
        publish(ID + 1, 1, end, address(0), 0);
        vm.prank(artist);
        releases.setSale(ID + 1, Sale(price, COIN, opens, closes, limit));
        assertEq(abi.encode(releases.saleOf(ID + 1)), abi.encode(Sale(price, COIN, opens, closes, limit)));
        (, , , bool frozen) = releases.releaseOf(ID + 1);
        assertFalse(frozen);
    }

    /// @dev Where the mapping of the releases lies: after ERC-1155's three slots and the holdings.
    function editionsSlot() internal pure returns (uint256) {
        return 8;
    }
}
