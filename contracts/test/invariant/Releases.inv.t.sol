// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Fixture} from "../helpers/Fixture.sol";
import {ReleasesHandler} from "./ReleasesHandler.sol";
import {Release} from "../../src/Terms.sol";

/// @dev Whatever anyone does with a release: the money adds up, the edition holds, and nobody's tokens move.
contract ReleasesInvariants is Fixture {
    ReleasesHandler internal handler;

    function setUp() public override {
        super.setUp();
        handler = new ReleasesHandler(releases, token, ID, artistKey, minter, owner);
        targetContract(address(handler));
    }

    function invariant_whatIsOwedIsWhatIsHeld() public view {
        (uint256 proceeds, uint256 fees) = releases.uncollected(ID);
        uint256 coin = releases.owed(address(split), COIN) + releases.owed(treasury, COIN);
        assertEq(address(releases).balance, coin + proceeds + fees);
        address erc20 = address(token);
        uint256 tokens = releases.owed(address(split), erc20) + releases.owed(treasury, erc20);
        assertEq(token.balanceOf(address(releases)), tokens);
    }

    function invariant_nobodyBuysOnTermsThatTheyDidNotName() public view {
        assertEq(handler.oversold(), 0);
    }

    function invariant_theEditionHolds() public view {
        (Release memory release,, uint256 minted,) = releases.releaseOf(ID);
        assertEq(minted, handler.minted());
        assertLe(minted, release.maxSupply);
        assertLe(release.maxSupply, 100);
    }

    function invariant_tokensMoveOnlyWithTheirHoldersLeave() public view {
        assertEq(handler.thefts(), 0);
        uint256 sum;
        address[] memory wallets = handler.allWallets();
        for (uint256 i = 0; i < wallets.length; ++i) {
            assertEq(releases.balanceOf(wallets[i], ID), handler.held(wallets[i]));
            assertEq(releases.boughtBy(wallets[i], ID), handler.bought(wallets[i]));
            sum += handler.held(wallets[i]);
        }
        assertEq(sum, releases.totalSupply(ID));
    }
}
