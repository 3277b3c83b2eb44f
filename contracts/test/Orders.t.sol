// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {Receiver, Wallet} from "./helpers/Hostile.sol";
import {FeeToken} from "./helpers/Tokens.sol";
import {Guarded} from "../src/base/Guarded.sol";
import {House} from "../src/base/House.sol";
import {Orders} from "../src/base/Orders.sol";
import {PullLedger} from "../src/base/PullLedger.sol";
import {SignedTerms} from "../src/base/SignedTerms.sol";
import {Signatures} from "../src/lib/Signatures.sol";
import {Market} from "../src/Market.sol";
import {Order} from "../src/Terms.sol";

/// @dev Listings and offers: only on the terms their maker signed, in parts, and every unit of the price is owed.
contract OrdersTest is Fixture {
    function setUp() public override {
        super.setUp();
        stock(10);
        fund(fan, address(market), 1_000 ether);
        fund(seller, address(market), 1_000 ether);
    }

    function test_buyAListing() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(8, PRICE, COIN));
        uint256 price = 3 * uint256(PRICE);
        (uint256 royalty, uint256 fee) = (price / 10, price * FEE / 10_000);
        vm.expectEmit(address(market));
        emit Orders.ListingFilled(seller, ID, fan, other, 0, 3, price, COIN, royalty, fee);
        vm.prank(fan);
        market.buy{value: price}(listing, signature, 3, other);
        assertEq(releases.balanceOf(other, ID), 3);
        assertEq(releases.balanceOf(seller, ID), 7);
        assertEq(releases.boughtBy(other, ID), 0);
        assertEq(market.owed(seller, COIN), price - royalty - fee);
        assertEq(market.owed(address(split), COIN), royalty);
        assertEq(market.owed(treasury, COIN), fee);
        market.withdraw(seller, COIN);
        assertEq(seller.balance, price - royalty - fee);
    }

    function test_partsUntilNoneIsLeft() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(5, 0, COIN));
        vm.startPrank(fan);
        market.buy(listing, signature, 3, fan);
        assertEq(market.used(seller, 0), 3);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotEnoughLeft.selector, seller, 0, 2));
        market.buy(listing, signature, 3, fan);
        market.buy(listing, signature, 2, fan);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotEnoughLeft.selector, seller, 0, 0));
        market.buy(listing, signature, 1, fan);
    }

    function test_twoOrdersOfOneNonceShareIt() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(5, 0, COIN));
        (Order memory smaller, bytes memory second) = listed(orderOf(3, 1, COIN));
        vm.startPrank(fan);
        market.buy(listing, signature, 4, fan);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotEnoughLeft.selector, seller, 0, 0));
        market.buy{value: 1}(smaller, second, 1, fan);
    }

    function test_listingInAnErc20() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(5, PRICE, address(token)));
        uint256 before = token.balanceOf(fan);
        vm.prank(fan);
        market.buy(listing, signature, 2, fan);
        assertEq(before - token.balanceOf(fan), 2 * uint256(PRICE));
        assertEq(token.balanceOf(address(market)), 2 * uint256(PRICE));
        assertEq(market.owed(seller, address(token)), 2 * uint256(PRICE) * 8_750 / 10_000);
    }

    function test_listingPaidWrong() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(5, PRICE, COIN));
        vm.startPrank(fan);
        vm.expectRevert(abi.encodeWithSelector(PullLedger.WrongPayment.selector, PRICE, PRICE - 1));
        market.buy{value: PRICE - 1}(listing, signature, 1, fan);
        vm.expectRevert(abi.encodeWithSelector(PullLedger.WrongPayment.selector, PRICE, PRICE + 1));
        market.buy{value: PRICE + 1}(listing, signature, 1, fan);
        (listing, signature) = listed(orderOf(5, PRICE, address(token)));
        vm.expectRevert(abi.encodeWithSelector(PullLedger.WrongPayment.selector, 0, 1));
        market.buy{value: 1}(listing, signature, 1, fan);
    }

    function test_listingWindow() public {
        Order memory listing = orderOf(5, 0, COIN);
        uint40 start = uint40(block.timestamp);
        (listing.opensAt, listing.closesAt) = (start + 1, start + 2);
        bytes memory signature = signListing(sellerKey, address(market), listing);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotOpen.selector, start + 1, start + 2, start));
        market.buy(listing, signature, 1, fan);
        vm.warp(start + 1);
        market.buy(listing, signature, 1, fan);
        vm.warp(start + 2);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotOpen.selector, start + 1, start + 2, start + 2));
        market.buy(listing, signature, 1, fan);
    }

    function test_listingForOneTaker() public {
        Order memory listing = orderOf(5, 0, COIN);
        listing.taker = fan;
        bytes memory signature = signListing(sellerKey, address(market), listing);
        vm.prank(other);
        vm.expectRevert(abi.encodeWithSelector(Orders.NotForYou.selector, fan));
        market.buy(listing, signature, 1, other);
        vm.prank(fan);
        market.buy(listing, signature, 1, other);
    }

    function test_anyChangeOfAnOrderBreaksItsSignature() public {
        bytes memory signature = signListing(sellerKey, address(market), orderOf(5, PRICE, COIN));
        for (uint256 i = 0; i < 7; ++i) {
            Order memory listing = orderOf(5, PRICE, COIN);
            if (i == 0) listing.id = ID + 1;
            if (i == 1) listing.quantity = 6;
            if (i == 2) listing.unitPrice = 0;
            if (i == 3) listing.currency = address(token);
            if (i == 4) listing.opensAt = 1;
            if (i == 5) listing.closesAt = type(uint40).max - 1;
            if (i == 6) listing.nonce = 1;
            vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, seller));
            market.buy(listing, signature, 1, fan);
        }
    }

    function test_aListingIsNoOfferAndNoOffersListing() public {
        (Order memory order, bytes memory listing) = listed(orderOf(5, PRICE, address(token)));
        bytes memory offer = signOffer(sellerKey, address(market), order);
        vm.startPrank(fan);
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, seller));
        market.accept(order, listing, 1);
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, seller));
        market.buy(order, offer, 1, fan);
    }

    function test_noneAndNobody() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(5, 0, COIN));
        vm.expectRevert(PullLedger.ZeroQuantity.selector);
        market.buy(listing, signature, 0, fan);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0)));
        market.buy(listing, signature, 1, address(0));
    }

    function test_sellerWithoutTokensOrApproval() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(50, 0, COIN));
        vm.expectRevert(
            abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, seller, 10, 11, ID)
        );
        market.buy(listing, signature, 11, fan);
        vm.prank(seller);
        releases.setApprovalForAll(address(market), false);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC1155Errors.ERC1155MissingApprovalForAll.selector, address(market), seller
            )
        );
        market.buy(listing, signature, 1, fan);
    }

    function test_cancelOneAndCancelAll() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(5, 0, COIN));
        uint256[] memory nonces = new uint256[](1);
        vm.prank(seller);
        market.cancel(nonces);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.OrderSpent.selector, seller, 0));
        market.buy(listing, signature, 1, fan);
        listing.nonce = 1;
        signature = signListing(sellerKey, address(market), listing);
        market.buy(listing, signature, 1, fan);
        vm.prank(seller);
        market.cancelAll();
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.CounterPassed.selector, seller, 0, 1));
        market.buy(listing, signature, 1, fan);
    }

    function test_acceptAnOffer() public {
        (Order memory offer, bytes memory signature) = offered(5);
        uint256 price = 2 * uint256(PRICE);
        (uint256 royalty, uint256 fee) = (price / 10, price * FEE / 10_000);
        vm.expectEmit(address(market));
        emit Orders.OfferFilled(fan, ID, seller, 0, 2, price, address(token), royalty, fee);
        vm.prank(seller);
        market.accept(offer, signature, 2);
        assertEq(releases.balanceOf(fan, ID), 2);
        assertEq(market.owed(seller, address(token)), price - royalty - fee);
        assertEq(market.owed(address(split), address(token)), royalty);
        assertEq(market.owed(treasury, address(token)), fee);
        assertEq(token.balanceOf(address(market)), price);
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotEnoughLeft.selector, fan, 0, 3));
        market.accept(offer, signature, 4);
    }

    function test_onlyAHolderAccepts() public {
        (Order memory offer, bytes memory signature) = offered(5);
        vm.startPrank(other);
        releases.setApprovalForAll(address(market), true);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, other, 0, 1, ID));
        market.accept(offer, signature, 1);
    }

    function test_offersAreInErc20sOnly() public {
        Order memory offer = orderOf(5, PRICE, COIN);
        vm.prank(seller);
        vm.expectRevert(Orders.OfferInNative.selector);
        market.accept(offer, "", 1);
    }

    function test_offerOfAnotherKey() public {
        (Order memory offer,) = offered(5);
        bytes memory forged = signOffer(sellerKey, address(market), offer);
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, fan));
        market.accept(offer, forged, 1);
    }

    function test_currenciesNotAllowed() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(5, PRICE, other));
        vm.expectRevert(abi.encodeWithSelector(House.CurrencyNotAllowed.selector, other));
        market.buy(listing, signature, 1, fan);
        FeeToken odd = new FeeToken();
        vm.prank(owner);
        market.setCurrency(address(odd), true);
        odd.mint(fan, 1_000);
        vm.startPrank(fan);
        odd.approve(address(market), 1_000);
        (listing, signature) = listed(orderOf(5, 1_000, address(odd)));
        vm.expectRevert(abi.encodeWithSelector(PullLedger.PaidShort.selector, address(odd), 1_000, 990));
        market.buy(listing, signature, 1, fan);
    }

    function test_aRoyaltyIsCappedWhateverTheTokenSays() public {
        uint256[4] memory asked = [uint256(250), 251, 999, type(uint256).max];
        for (uint256 i = 0; i < 4; ++i) {
            (Order memory listing, bytes memory signature) = listed(orderOf(5, 1_000, COIN));
            bytes memory question = abi.encodeWithSelector(IERC2981.royaltyInfo.selector);
            vm.mockCall(address(releases), question, abi.encode(other, asked[i]));
            vm.prank(fan);
            market.buy{value: 1_000}(listing, signature, 1, fan);
            assertEq(market.owed(other, COIN), (i + 1) * 250);
            assertEq(market.owed(seller, COIN), (i + 1) * 725);
        }
    }

    function test_noRoyaltyReceiverNoRoyalty() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(5, 1_000, COIN));
        vm.mockCall(
            address(releases), abi.encodeWithSelector(IERC2981.royaltyInfo.selector), abi.encode(address(0), 100)
        );
        vm.prank(fan);
        market.buy{value: 1_000}(listing, signature, 1, fan);
        assertEq(market.owed(address(0), COIN), 0);
        assertEq(market.owed(seller, COIN), 975);
    }

    function test_aContractWalletSellsAndRefusesMoneyOnlyToItsOwnHarm() public {
        Wallet wallet = new Wallet(artist);
        vm.prank(seller);
        vm.mockCall(
            address(wallet),
            abi.encodeWithSelector(IERC1155Receiver.onERC1155Received.selector),
            abi.encode(IERC1155Receiver.onERC1155Received.selector)
        );
        releases.safeTransferFrom(seller, address(wallet), ID, 5, "");
        vm.prank(address(wallet));
        releases.setApprovalForAll(address(market), true);
        Order memory listing = orderOf(5, PRICE, COIN);
        listing.maker = address(wallet);
        bytes memory signature = signListing(artistKey, address(market), listing);
        vm.prank(fan);
        market.buy{value: PRICE}(listing, signature, 1, fan);
        assertEq(releases.balanceOf(fan, ID), 1);
        bytes memory forged = signListing(sellerKey, address(market), listing);
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, address(wallet)));
        market.buy{value: PRICE}(listing, forged, 1, fan);
    }

    function test_aBuyerCantCallBackIn() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(8, 0, COIN));
        Receiver receiver = new Receiver();
        receiver.aim(address(market), abi.encodeCall(market.buy, (listing, signature, 1, address(receiver))));
        market.buy(listing, signature, 1, address(receiver));
        assertFalse(receiver.called());
        assertEq(receiver.failure(), abi.encodePacked(Guarded.ReentrancyGuardReentrantCall.selector));
        assertEq(market.used(seller, 0), 1);
    }

    function test_tokensSentHereByMistakeComeBack() public {
        vm.startPrank(seller);
        vm.expectRevert(Market.OnlyByAuction.selector);
        releases.safeTransferFrom(seller, address(market), ID, 1, "");
        uint256[] memory one = new uint256[](1);
        vm.expectRevert(Market.OnlyByAuction.selector);
        releases.safeBatchTransferFrom(seller, address(market), one, one, "");
        vm.expectRevert(Market.OnlyByAuction.selector);
        releases.safeTransferFrom(seller, address(market), ID, 1, abi.encode(bytes32("NFTChords auction")));
        vm.expectRevert(Market.OnlyByAuction.selector);
        market.onERC1155Received(address(market), seller, ID, 1, abi.encode(bytes32("NFTChords auction")));
    }

    function test_nothingIsBoughtForTheMarketItself() public {
        (Order memory listing, bytes memory signature) = listed(orderOf(8, PRICE, COIN));
        vm.prank(fan);
        vm.expectRevert(Market.OnlyByAuction.selector);
        market.buy{value: PRICE}(listing, signature, 1, address(market));
        (Order memory offer,) = offered(5);
        offer.maker = address(market);
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, address(market)));
        market.accept(offer, "", 1);
        assertEq(releases.balanceOf(address(market), ID), 0);
    }

    function test_interfaces() public view {
        assertTrue(market.supportsInterface(type(IERC1155Receiver).interfaceId));
        assertTrue(market.supportsInterface(0x01ffc9a7));
        assertFalse(market.supportsInterface(0xffffffff));
    }

    function testFuzz_everyUnitOfAPriceIsOwed(uint96 unitPrice, uint8 quantity, uint16 fee) public {
        quantity = uint8(bound(quantity, 1, 10));
        vm.prank(owner);
        market.setFee(uint16(bound(fee, 0, 1_000)));
        (Order memory listing, bytes memory signature) = listed(orderOf(10, unitPrice, COIN));
        uint256 price = uint256(unitPrice) * quantity;
        vm.deal(fan, price);
        vm.prank(fan);
        market.buy{value: price}(listing, signature, quantity, fan);
        uint256 sum = market.owed(seller, COIN) + market.owed(address(split), COIN) + market.owed(treasury, COIN);
        assertEq(sum, price);
        assertGe(market.owed(seller, COIN), price * 8_000 / 10_000);
    }

    function listed(Order memory order) internal view returns (Order memory, bytes memory) {
        return (order, signListing(sellerKey, address(market), order));
    }

    function offered(uint32 quantity) internal returns (Order memory offer, bytes memory) {
        (address buyer, uint256 key) = makeAddrAndKey("fan");
        offer = orderOf(quantity, PRICE, address(token));
        offer.maker = buyer;
        return (offer, signOffer(key, address(market), offer));
    }
}
