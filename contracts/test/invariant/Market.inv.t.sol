// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Fixture} from "../helpers/Fixture.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {Auctions} from "../../src/base/Auctions.sol";

/// @dev Whatever anyone trades: what the market owes it holds, in coin, ERC-20s and tokens, and nothing moves unsigned.
contract MarketInvariants is Fixture {
    MarketHandler internal handler;

    function setUp() public override {
        super.setUp();
        handler = new MarketHandler(market, releases, token, ID, owner);
        address[] memory wallets = handler.allWallets();
        for (uint256 i = 0; i < wallets.length; ++i) {
            vm.prank(minter);
            releases.mintTo(bytes32(i), ID, wallets[i], 25);
            handler.given(wallets[i], 25);
        }
        bytes4[] memory left = new bytes4[](1);
        left[0] = MarketHandler.given.selector;
        excludeSelector(FuzzSelector(address(handler), left));
        targetContract(address(handler));
    }

    function invariant_whatIsOwedIsWhatIsHeld() public view {
        assertEq(address(market).balance, owedIn(COIN) + bidsIn(COIN));
        assertEq(token.balanceOf(address(market)), owedIn(address(token)) + bidsIn(address(token)));
    }

    function invariant_tokensMoveOnlyWithTheirHoldersLeave() public view {
        assertEq(handler.thefts(), 0);
        address[] memory wallets = handler.allWallets();
        for (uint256 i = 0; i < wallets.length; ++i) {
            assertEq(releases.balanceOf(wallets[i], ID), handler.held(wallets[i]));
        }
        assertEq(releases.totalSupply(ID), 100);
    }

    function invariant_escrowedTokensAreThoseOfRunningAuctions() public view {
        uint256 escrowed;
        for (uint256 i = 1; i <= market.auctionCount(); ++i) {
            Auctions.Auction memory auction = market.auctionOf(i);
            if (!auction.over || auction.holder != address(0)) escrowed += auction.quantity;
        }
        assertEq(releases.balanceOf(address(market), ID), escrowed);
    }

    function invariant_noOrderIsFilledBeyondItsQuantity() public view {
        address[] memory wallets = handler.allWallets();
        for (uint256 i = 0; i < wallets.length; ++i) {
            for (uint256 nonce = 0; nonce <= 20; ++nonce) {
                assertLe(handler.filled(wallets[i], nonce), 5);
            }
        }
    }

    function owedIn(address currency) internal view returns (uint256 sum) {
        address[] memory wallets = handler.allWallets();
        for (uint256 i = 0; i < wallets.length; ++i) {
            sum += market.owed(wallets[i], currency);
        }
        sum += market.owed(treasury, currency) + market.owed(address(split), currency);
    }

    function bidsIn(address currency) internal view returns (uint256 sum) {
        for (uint256 i = 1; i <= market.auctionCount(); ++i) {
            Auctions.Auction memory auction = market.auctionOf(i);
            if (!auction.over && auction.currency == currency) sum += auction.bid;
        }
    }
}
