// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {Editions} from "../src/base/Editions.sol";
import {Releases} from "../src/Releases.sol";
import {Sheet, Splits} from "../src/Splits.sol";
import {Release} from "../src/Terms.sol";

/// @dev What a release is made of, and what its artist may still do with it.
contract PublishTest is Fixture {
    uint256 internal constant NEW = ID + 1;
    Sheet internal sheet;
    bytes[] internal consents;

    function setUp() public override {
        super.setUp();
        Sheet memory made = sheetOf(bytes32(NEW), 3);
        sheet.id = made.id;
        sheet.compositionPart = made.compositionPart;
        for (uint256 i = 0; i < made.payees.length; ++i) {
            sheet.payees.push(made.payees[i]);
        }
        consents = consentsTo(splits, made);
    }

    function test_publishMakesReleaseSplitAndFirstTokens() public {
        Release memory release = releaseOf(NEW, 7, 0);
        address payout = splits.predict(sheet);
        vm.expectEmit(address(releases));
        emit Editions.ReleasePublished(
            NEW, artist, payout, 7, 0, ROYALTY, release.contentHash, "ipfs://bafy/first.json"
        );
        vm.expectEmit(address(releases));
        emit IERC1155.TransferSingle(minter, address(0), fan, NEW, 3);
        vm.prank(minter);
        assertEq(releases.publish(release, sheet, consents, fan, 3), payout);

        assertGt(payout.code.length, 0);
        assertEq(releases.balanceOf(fan, NEW), 3);
        assertEq(releases.totalSupply(NEW), 3);
        assertEq(releases.boughtBy(fan, NEW), 0);
        assertEq(releases.uri(NEW), "ipfs://bafy/first.json");
        (Release memory kept, address split_, uint256 minted, bool frozen) = releases.releaseOf(NEW);
        assertEq(abi.encode(kept), abi.encode(release));
        assertEq(split_, payout);
        assertEq(minted, 3);
        assertFalse(frozen);
    }

    function test_publishOfTheSameIdIsRefused() public {
        Release memory release = releaseOf(NEW, 7, 0);
        vm.startPrank(minter);
        releases.publish(release, sheet, consents, fan, 3);
        vm.expectRevert(abi.encodeWithSelector(Editions.ReleaseExists.selector, NEW));
        releases.publish(release, sheet, consents, fan, 3);
        assertEq(releases.totalSupply(NEW), 3);
    }

    function test_publishOnAnExistingSplitNeedsNoConsentsAgain() public {
        Release memory first = releaseOf(NEW, 7, 0);
        Release memory second = releaseOf(NEW + 1, 7, 0);
        vm.startPrank(minter);
        address payout = releases.publish(first, sheet, consents, address(0), 0);
        assertEq(releases.publish(second, sheet, new bytes[](0), address(0), 0), payout);
    }

    function test_publishWithAConsentMissing() public {
        Release memory release = releaseOf(NEW, 7, 0);
        bytes[] memory two = new bytes[](2);
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Splits.ConsentCount.selector, 2, 3));
        releases.publish(release, sheet, two, fan, 1);
    }

    function test_onlyAMinterPublishes() public {
        Release memory release = releaseOf(NEW, 7, 0);
        for (uint256 i = 0; i < 3; ++i) {
            address caller = [owner, artist, fan][i];
            vm.prank(caller);
            vm.expectRevert(abi.encodeWithSelector(Releases.NotAMinter.selector, caller));
            releases.publish(release, sheet, consents, fan, 1);
        }
    }

    function test_publishRefusesWhatIsIncomplete() public {
        Release memory release = releaseOf(NEW, 7, 0);
        refused(releaseOf(0, 7, 0), abi.encodeWithSelector(Editions.ReleaseIncomplete.selector, 0));
        release.artist = address(0);
        refused(release, abi.encodeWithSelector(Editions.ReleaseIncomplete.selector, NEW));
        release = releaseOf(NEW, 0, 0);
        refused(release, abi.encodeWithSelector(Editions.ReleaseIncomplete.selector, NEW));
        release = releaseOf(NEW, 7, 0);
        release.contentHash = 0;
        refused(release, abi.encodeWithSelector(Editions.ReleaseIncomplete.selector, NEW));
        release = releaseOf(NEW, 7, 0);
        release.uri = "";
        refused(release, abi.encodeWithSelector(Editions.ReleaseIncomplete.selector, NEW));
    }

    function test_publishRefusesAPastEnd() public {
        uint40 past = uint40(block.timestamp);
        refused(releaseOf(NEW, 7, past), abi.encodeWithSelector(Editions.ClosesInThePast.selector, NEW, past));
    }

    function test_royaltyCap() public {
        Release memory release = releaseOf(NEW, 7, 0);
        release.royaltyBps = 2_501;
        refused(release, abi.encodeWithSelector(Editions.RoyaltyAboveCap.selector, 2_501, 2_500));
        release.royaltyBps = 2_500;
        vm.prank(minter);
        releases.publish(release, sheet, consents, address(0), 0);
        (, uint256 royalty) = releases.royaltyInfo(NEW, 1 ether);
        assertEq(royalty, 0.25 ether);
    }

    function test_publishMoreThanTheEditionIsRefused() public {
        Release memory release = releaseOf(NEW, 7, 0);
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Editions.SoldOut.selector, NEW, 7));
        releases.publish(release, sheet, consents, fan, 8);
    }

    function test_publishToNobodyIsRefused() public {
        Release memory release = releaseOf(NEW, 7, 0);
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0)));
        releases.publish(release, sheet, consents, address(0), 1);
    }

    function test_oneOfOne() public {
        publish(NEW, 1, 0, fan, 1);
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Editions.SoldOut.selector, NEW, 0));
        releases.mintTo("second", NEW, fan, 1);
    }

    function test_cappedByTime() public {
        uint40 end = uint40(block.timestamp + 1 days);
        publish(NEW, type(uint32).max, end, fan, 1_000_000);
        vm.warp(end - 1);
        vm.prank(minter);
        releases.mintTo("in time", NEW, fan, 1);
        vm.warp(end);
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Editions.EditionClosed.selector, NEW, end));
        releases.mintTo("too late", NEW, fan, 1);
    }

    function test_largestEditionFillsToTheLast() public {
        publish(NEW, type(uint32).max, 0, fan, type(uint32).max);
        assertEq(releases.totalSupply(NEW), type(uint32).max);
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Editions.SoldOut.selector, NEW, 0));
        releases.mintTo("one more", NEW, fan, 1);
    }

    function test_artistChangesMetadataUntilFrozen() public {
        vm.startPrank(artist);
        vm.expectEmit(address(releases));
        emit IERC1155.URI("ipfs://bafy/second.json", ID);
        releases.setURI(ID, "ipfs://bafy/second.json");
        assertEq(releases.uri(ID), "ipfs://bafy/second.json");
        vm.expectRevert(abi.encodeWithSelector(Editions.ReleaseIncomplete.selector, ID));
        releases.setURI(ID, "");
        vm.expectEmit(address(releases));
        emit Editions.Frozen(ID);
        releases.freeze(ID);
        vm.expectRevert(abi.encodeWithSelector(Editions.ReleaseFrozen.selector, ID));
        releases.setURI(ID, "ipfs://bafy/third.json");
        vm.expectRevert(abi.encodeWithSelector(Editions.ReleaseFrozen.selector, ID));
        releases.freeze(ID);
        (,,, bool frozen) = releases.releaseOf(ID);
        assertTrue(frozen);
        assertEq(releases.uri(ID), "ipfs://bafy/second.json");
    }

    function test_closeStopsTheEditionForEver() public {
        stock(5);
        vm.expectEmit(address(releases));
        emit Editions.Closed(ID, 5);
        vm.prank(artist);
        releases.close(ID);
        (Release memory release,, uint256 minted,) = releases.releaseOf(ID);
        assertEq(release.maxSupply, 5);
        assertEq(minted, 5);
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Editions.SoldOut.selector, ID, 0));
        releases.mintTo("late", ID, fan, 1);
    }

    function test_closeKeepsThePotOfTheRelease() public {
        openSale(PRICE, COIN, 0);
        vm.prank(fan);
        releases.buy{value: PRICE}(ID, 1);
        (uint256 proceeds, uint256 fees) = releases.uncollected(ID);
        vm.prank(artist);
        releases.close(ID);
        (uint256 proceedsAfter, uint256 feesAfter) = releases.uncollected(ID);
        assertEq(proceedsAfter, proceeds);
        assertEq(feesAfter, fees);
        assertEq(proceeds + fees, PRICE);
    }

    function test_onlyTheArtistTouchesARelease() public {
        for (uint256 i = 0; i < 3; ++i) {
            address caller = [owner, minter, fan][i];
            bytes memory refusal = abi.encodeWithSelector(Editions.NotTheArtist.selector, ID, caller);
            vm.startPrank(caller);
            vm.expectRevert(refusal);
            releases.setURI(ID, "x");
            vm.expectRevert(refusal);
            releases.freeze(ID);
            vm.expectRevert(refusal);
            releases.close(ID);
            vm.stopPrank();
        }
    }

    function test_whatIsNotThereSaysSo() public {
        bytes memory refusal = abi.encodeWithSelector(Editions.NoSuchRelease.selector, NEW);
        vm.expectRevert(refusal);
        releases.uri(NEW);
        vm.expectRevert(refusal);
        releases.releaseOf(NEW);
        vm.expectRevert(refusal);
        releases.freeze(NEW);
        vm.prank(minter);
        vm.expectRevert(refusal);
        releases.mintTo("nothing", NEW, fan, 1);
    }

    function test_interfaces() public view {
        assertTrue(releases.supportsInterface(0xd9b67a26), "ERC-1155");
        assertTrue(releases.supportsInterface(0x0e89341c), "ERC-1155 metadata");
        assertTrue(releases.supportsInterface(0x2a55205a), "ERC-2981");
        assertTrue(releases.supportsInterface(type(IERC165).interfaceId));
        assertFalse(releases.supportsInterface(0xffffffff));
    }

    function testFuzz_royaltyIsThePartAndGoesToTheSplit(uint128 price) public view {
        (address receiver, uint256 royalty) = releases.royaltyInfo(ID, price);
        assertEq(receiver, address(split));
        assertEq(royalty, uint256(price) * ROYALTY / 10_000);
    }

    function refused(Release memory release, bytes memory reason) internal {
        vm.prank(minter);
        vm.expectRevert(reason);
        releases.publish(release, sheet, consents, address(0), 0);
    }
}
