// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {Receiver, Refuser} from "./helpers/Hostile.sol";
import {Auctions} from "../src/base/Auctions.sol";
import {House} from "../src/base/House.sol";
import {PullLedger} from "../src/base/PullLedger.sol";
import {Payments} from "../src/lib/Payments.sol";
import {Market} from "../src/Market.sol";

/// @dev English auctions: rising bids, a late bid's extension, and an end that nobody can hold up.
contract AuctionsTest is Fixture {
    uint40 internal start;
    uint40 internal end;
    uint256 internal auction;

    function setUp() public override {
        super.setUp();
        stock(10);
        start = uint40(block.timestamp);
        end = start + 1 days;
        auction = make(COIN);
    }

    function test_createEscrowsTheTokens() public {
        vm.expectEmit(address(market));
        emit Auctions.AuctionCreated(2, seller, ID, 3, COIN, 1 ether, 500, start, end, FEE);
        vm.prank(seller);
        assertEq(market.createAuction(ID, 3, COIN, 1 ether, 500, start, end), 2);
        assertEq(market.auctionCount(), 2);
        assertEq(releases.balanceOf(address(market), ID), 5);
        assertEq(releases.balanceOf(seller, ID), 5);
        assertEq(market.leastBid(2), 1 ether);
        Auctions.Auction memory made = market.auctionOf(2);
        assertEq(made.seller, seller);
        assertEq(made.quantity, 3);
        assertFalse(made.over);
    }

    function test_createRefusals() public {
        vm.startPrank(seller);
        refusedTimes(end, end);
        refusedTimes(start - 10, start);
        refusedTimes(start, start + 30 days + 1);
        vm.expectRevert(abi.encodeWithSelector(Auctions.RaiseOutOfBounds.selector, 99));
        market.createAuction(ID, 1, COIN, 1, 99, start, end);
        vm.expectRevert(abi.encodeWithSelector(Auctions.RaiseOutOfBounds.selector, 5_001));
        market.createAuction(ID, 1, COIN, 1, 5_001, start, end);
        vm.expectRevert(abi.encodeWithSelector(House.CurrencyNotAllowed.selector, fan));
        market.createAuction(ID, 1, fan, 1, 500, start, end);
        vm.expectRevert(PullLedger.ZeroQuantity.selector);
        market.createAuction(ID, 0, COIN, 1, 500, start, end);
        vm.expectRevert(
            abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, seller, 8, 9, ID)
        );
        market.createAuction(ID, 9, COIN, 1, 500, start, end);
        market.createAuction(ID, 1, COIN, 1, 100, start, start + 30 days);
        market.createAuction(ID, 1, COIN, 1, 5_000, start, end);
    }

    function test_bidsRise() public {
        bidLow(fan, 1 ether - 1, 1 ether);
        bid(fan, 1 ether);
        assertEq(market.leastBid(auction), 1.05 ether);
        bidLow(other, 1.05 ether - 1, 1.05 ether);
        vm.expectEmit(address(market));
        emit Auctions.Bid(auction, other, 1.05 ether, fan, 1 ether);
        bid(other, 1.05 ether);
        assertEq(market.owed(fan, COIN), 1 ether);
        market.withdraw(fan, COIN);
        assertEq(address(market).balance, 1.05 ether);
    }

    function test_theLeastRaiseIsOneUnit() public {
        vm.prank(seller);
        auction = market.createAuction(ID, 1, COIN, 0, 100, start, end);
        assertEq(market.leastBid(auction), 1);
        bidLow(fan, 0, 1);
        bid(fan, 1);
        bidLow(other, 1, 2);
        bid(other, 2);
    }

    function test_bidPaidWrong() public {
        vm.startPrank(fan);
        vm.expectRevert(abi.encodeWithSelector(PullLedger.WrongPayment.selector, 1 ether, 2 ether));
        market.bid{value: 2 ether}(auction, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(PullLedger.WrongPayment.selector, 1 ether, 0));
        market.bid(auction, 1 ether);
    }

    function test_biddingTime() public {
        vm.prank(seller);
        auction = market.createAuction(ID, 1, COIN, 1, 500, start + 10, end);
        refusedBid(start + 10, end);
        vm.warp(start + 10);
        bid(fan, 1 ether);
        vm.warp(end - 1);
        bid(other, 2 ether);
        vm.warp(end + 599);
        refusedBid(start + 10, end + 599);
    }

    function test_aLateBidMovesTheEnd() public {
        vm.warp(end - 600);
        bid(fan, 1 ether);
        assertEq(market.auctionOf(auction).endsAt, end);
        vm.warp(end - 599);
        vm.expectEmit(address(market));
        emit Auctions.Extended(auction, end + 1);
        bid(other, 2 ether);
        assertEq(market.auctionOf(auction).endsAt, end + 1);
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NotEnded.selector, end + 1));
        market.settle(auction);
    }

    function test_settleSells() public {
        bid(fan, 2 ether);
        vm.warp(end);
        vm.expectEmit(address(market));
        emit Auctions.Settled(auction, fan, 2 ether, 0.2 ether, 0.05 ether);
        market.settle(auction);
        assertEq(releases.balanceOf(fan, ID), 2);
        assertEq(market.owed(seller, COIN), 1.75 ether);
        assertEq(market.owed(address(split), COIN), 0.2 ether);
        assertEq(market.owed(treasury, COIN), 0.05 ether);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NoSuchAuction.selector, auction));
        market.settle(auction);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NothingToClaim.selector, auction, fan));
        vm.prank(fan);
        market.claim(auction, fan);
    }

    function test_theFeeIsTheOneOfTheStart() public {
        bid(fan, 2 ether);
        vm.prank(owner);
        market.setFee(1_000);
        vm.warp(end);
        market.settle(auction);
        assertEq(market.owed(treasury, COIN), 0.05 ether);
    }

    function test_settleWithoutABidGivesBack() public {
        vm.expectRevert(abi.encodeWithSelector(Auctions.NotEnded.selector, end));
        market.settle(auction);
        vm.warp(end);
        vm.expectEmit(address(market));
        emit Auctions.Settled(auction, address(0), 0, 0, 0);
        market.settle(auction);
        assertEq(releases.balanceOf(seller, ID), 10);
    }

    function test_cancelBeforeTheFirstBid() public {
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NotTheSeller.selector, fan));
        market.cancelAuction(auction);
        vm.expectEmit(address(market));
        emit Auctions.AuctionCancelled(auction);
        vm.startPrank(seller);
        market.cancelAuction(auction);
        assertEq(releases.balanceOf(seller, ID), 10);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NoSuchAuction.selector, auction));
        market.cancelAuction(auction);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NoSuchAuction.selector, auction));
        market.bid(auction, 1 ether);
    }

    function test_noCancellingAfterABid() public {
        bid(fan, 1 ether);
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(Auctions.HasBid.selector, auction));
        market.cancelAuction(auction);
    }

    function test_auctionInAnErc20() public {
        auction = make(address(token));
        fund(fan, address(market), 10 ether);
        vm.startPrank(fan);
        vm.expectRevert(abi.encodeWithSelector(PullLedger.WrongPayment.selector, 0, 1));
        market.bid{value: 1}(auction, 1 ether);
        market.bid(auction, 1 ether);
        vm.stopPrank();
        vm.prank(owner);
        market.setCurrency(address(token), false);
        vm.warp(end);
        market.settle(auction);
        assertEq(market.owed(seller, address(token)), 0.875 ether);
        market.withdraw(seller, address(token));
        assertEq(releases.balanceOf(fan, ID), 2);
    }

    function test_aWinnerThatRefusesTheTokenCanClaimIt() public {
        Refuser winner = new Refuser();
        vm.deal(address(winner), 1 ether);
        winner.run(address(market), 1 ether, abi.encodeCall(market.bid, (auction, 1 ether)));
        vm.warp(end);
        vm.expectEmit(address(market));
        emit Auctions.KeptForClaim(auction, address(winner));
        market.settle(auction);
        assertEq(market.owed(seller, COIN), 0.875 ether);
        assertEq(releases.balanceOf(address(market), ID), 2);
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NothingToClaim.selector, auction, seller));
        market.claim(auction, seller);
        vm.expectRevert(Market.OnlyByAuction.selector);
        winner.run(address(market), 0, abi.encodeCall(market.claim, (auction, address(market))));
        vm.expectEmit(address(market));
        emit Auctions.Claimed(auction, address(winner), fan);
        winner.run(address(market), 0, abi.encodeCall(market.claim, (auction, fan)));
        assertEq(releases.balanceOf(fan, ID), 2);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NothingToClaim.selector, auction, address(winner)));
        winner.run(address(market), 0, abi.encodeCall(market.claim, (auction, fan)));
    }

    function test_winnersThatBombOrGuzzleHoldNothingUp() public {
        for (uint256 i = 1; i < 5; ++i) {
            auction = i == 1 ? auction : make(COIN);
            Receiver winner = new Receiver();
            vm.deal(address(winner), 1 ether);
            winner.run(address(market), 1 ether, abi.encodeCall(market.bid, (auction, 1 ether)));
            winner.set(Receiver.Mood(i));
            vm.warp(block.timestamp + 2 days);
            market.settle{gas: 1_000_000}(auction);
            assertEq(market.auctionOf(auction).holder, address(winner));
            assertEq(market.owed(seller, COIN), i * 0.875 ether);
            end = uint40(block.timestamp + 1 days);
        }
    }

    function test_tooLittleGasIsNotARefusal() public {
        Receiver winner = new Receiver();
        vm.deal(address(winner), 1 ether);
        winner.run(address(market), 1 ether, abi.encodeCall(market.bid, (auction, 1 ether)));
        vm.warp(end);
        vm.expectRevert(Auctions.HandoverGas.selector);
        market.settle{gas: 400_000}(auction);
        market.settle(auction);
        assertEq(releases.balanceOf(address(winner), ID), 2);
    }

    function test_anOutbidThatRefusesMoneyHoldsNothingUp() public {
        Refuser refuser = new Refuser();
        vm.deal(address(refuser), 1 ether);
        refuser.run(address(market), 1 ether, abi.encodeCall(market.bid, (auction, 1 ether)));
        bid(fan, 2 ether);
        assertEq(market.owed(address(refuser), COIN), 1 ether);
        vm.expectRevert(abi.encodeWithSelector(Payments.PaymentRefused.selector, address(refuser), 1 ether));
        market.withdraw(address(refuser), COIN);
        assertEq(market.owed(address(refuser), COIN), 1 ether);
    }

    function test_aWinnerCantCallBackIn() public {
        Receiver winner = new Receiver();
        vm.deal(address(winner), 1 ether);
        winner.run(address(market), 1 ether, abi.encodeCall(market.bid, (auction, 1 ether)));
        winner.aim(address(market), abi.encodeCall(market.claim, (auction, fan)));
        vm.warp(end);
        market.settle(auction);
        assertFalse(winner.called());
        assertEq(releases.balanceOf(address(winner), ID), 2);
        assertEq(releases.balanceOf(fan, ID), 0);
    }

    function test_auctionsThatAreNotThere() public {
        bytes memory refusal = abi.encodeWithSelector(Auctions.NoSuchAuction.selector, 7);
        vm.expectRevert(refusal);
        market.bid(7, 1);
        vm.expectRevert(refusal);
        market.settle(7);
        vm.expectRevert(refusal);
        market.cancelAuction(7);
        vm.expectRevert(refusal);
        market.leastBid(7);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NothingToClaim.selector, 7, address(this)));
        market.claim(7, fan);
    }

    function testFuzz_whatIsHeldIsWhatIsOwed(uint96[5] memory bids) public {
        uint256 last;
        for (uint256 i = 0; i < 5; ++i) {
            uint256 least = market.leastBid(auction);
            uint96 amount = uint96(bound(bids[i], least, least * 3));
            address bidder = i % 2 == 0 ? fan : other;
            vm.deal(bidder, amount);
            bid(bidder, amount);
            assertEq(market.owed(fan, COIN) + market.owed(other, COIN) + amount, address(market).balance);
            last = amount;
        }
        vm.warp(end);
        market.settle(auction);
        uint256 sold = market.owed(seller, COIN) + market.owed(address(split), COIN) + market.owed(treasury, COIN);
        assertEq(sold, last);
    }

    function make(address currency) internal returns (uint256) {
        vm.prank(seller);
        return market.createAuction(ID, 2, currency, 1 ether, 500, start, uint40(block.timestamp + 1 days));
    }

    function bid(address bidder, uint96 amount) internal {
        vm.prank(bidder);
        market.bid{value: amount}(auction, amount);
    }

    function bidLow(address bidder, uint96 amount, uint256 least) internal {
        vm.prank(bidder);
        vm.expectRevert(abi.encodeWithSelector(Auctions.BidTooLow.selector, amount, least));
        market.bid{value: amount}(auction, amount);
    }

    function refusedBid(uint256 from, uint256 to) internal {
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(Auctions.NotBiddingTime.selector, from, to));
        market.bid{value: 100 ether}(auction, 100 ether);
    }

    function refusedTimes(uint40 from, uint40 to) internal {
        vm.expectRevert(abi.encodeWithSelector(Auctions.AuctionTimes.selector, from, to));
        market.createAuction(ID, 1, COIN, 1, 500, from, to);
    }
}
