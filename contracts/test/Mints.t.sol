// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {Receiver, Refuser} from "./helpers/Hostile.sol";
import {Editions} from "../src/base/Editions.sol";
import {Guarded} from "../src/base/Guarded.sol";
import {PullLedger} from "../src/base/PullLedger.sol";
import {Releases} from "../src/Releases.sol";
import {Release} from "../src/Terms.sol";

/// @dev The platform's mints: once for each request, and no receiver can spoil another's.
contract MintsTest is Fixture {
    function test_mintToOnceForEachRequest() public {
        vm.startPrank(minter);
        vm.expectEmit(address(releases));
        emit Releases.Minted("request", ID, fan, 2);
        releases.mintTo("request", ID, fan, 2);
        assertTrue(releases.isDone("request"));
        vm.expectRevert(abi.encodeWithSelector(Releases.RequestDone.selector, bytes32("request")));
        releases.mintTo("request", ID, fan, 2);
        assertEq(releases.balanceOf(fan, ID), 2);
        assertEq(releases.boughtBy(fan, ID), 0);
    }

    function test_mintAndAirdropShareTheirKeys() public {
        vm.startPrank(minter);
        releases.mintTo("request", ID, fan, 2);
        vm.expectRevert(abi.encodeWithSelector(Releases.RequestDone.selector, bytes32("request")));
        releases.airdrop("request", ID, list(fan), 1);
    }

    function test_aMintThatFailedCanBeAskedAgain() public {
        vm.startPrank(minter);
        vm.expectRevert(abi.encodeWithSelector(Editions.SoldOut.selector, ID, 100));
        releases.mintTo("request", ID, fan, 101);
        assertFalse(releases.isDone("request"));
        releases.mintTo("request", ID, fan, 100);
    }

    function test_mintOfNoneOrToNobody() public {
        vm.startPrank(minter);
        vm.expectRevert(PullLedger.ZeroQuantity.selector);
        releases.mintTo("a", ID, fan, 0);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0)));
        releases.mintTo("b", ID, address(0), 1);
    }

    function test_mintToAContractThatRefuses() public {
        address refuser = address(new Refuser());
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, refuser));
        releases.mintTo("a", ID, refuser, 1);
    }

    function test_onlyMintersMint() public {
        for (uint256 i = 0; i < 3; ++i) {
            address caller = [owner, artist, fan][i];
            bytes memory refusal = abi.encodeWithSelector(Releases.NotAMinter.selector, caller);
            vm.startPrank(caller);
            vm.expectRevert(refusal);
            releases.mintTo("a", ID, fan, 1);
            vm.expectRevert(refusal);
            releases.airdrop("b", ID, list(fan), 1);
            vm.expectRevert(refusal);
            releases.giveToContract(caller, fan, ID, 1);
            vm.stopPrank();
        }
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Releases.NotAMinter.selector, minter));
        releases.giveToContract(minter, fan, ID, 1);
    }

    function test_airdrop() public {
        address[] memory to = new address[](3);
        (to[0], to[1], to[2]) = (fan, other, fan);
        vm.startPrank(minter);
        vm.expectEmit(address(releases));
        emit IERC1155.TransferSingle(minter, address(0), fan, ID, 2);
        vm.expectEmit(address(releases));
        emit Releases.Airdropped("drop", ID, 3, 2);
        releases.airdrop("drop", ID, to, 2);
        assertEq(releases.balanceOf(fan, ID), 4);
        assertEq(releases.balanceOf(other, ID), 2);
        assertEq(releases.totalSupply(ID), 6);
        vm.expectRevert(abi.encodeWithSelector(Releases.RequestDone.selector, bytes32("drop")));
        releases.airdrop("drop", ID, to, 2);
    }

    function test_airdropOfNone() public {
        vm.startPrank(minter);
        vm.expectRevert(PullLedger.ZeroQuantity.selector);
        releases.airdrop("a", ID, list(fan), 0);
        vm.expectRevert(PullLedger.ZeroQuantity.selector);
        releases.airdrop("a", ID, new address[](0), 1);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0)));
        releases.airdrop("a", ID, list(address(0)), 1);
    }

    function test_airdropBeyondTheEdition() public {
        address[] memory to = new address[](2);
        (to[0], to[1]) = (fan, other);
        vm.prank(minter);
        vm.expectRevert(abi.encodeWithSelector(Editions.SoldOut.selector, ID, 100));
        releases.airdrop("a", ID, to, 51);
    }

    function test_receiversThatRefuseSpoilNothing() public {
        address[] memory to = new address[](8);
        (to[0], to[7]) = (fan, other);
        to[1] = address(new Refuser());
        for (uint256 i = 2; i < 7; ++i) {
            Receiver receiver = new Receiver();
            receiver.set(Receiver.Mood(i - 2));
            to[i] = address(receiver);
        }
        vm.prank(minter);
        vm.expectEmit(address(releases));
        emit Releases.AirdropRefused("drop", ID, to[1]);
        vm.expectEmit(address(releases));
        emit IERC1155.TransferSingle(minter, address(0), to[2], ID, 3);
        for (uint256 i = 3; i < 7; ++i) {
            vm.expectEmit(address(releases));
            emit Releases.AirdropRefused("drop", ID, to[i]);
        }
        vm.expectEmit(address(releases));
        emit Releases.Airdropped("drop", ID, 3, 3);
        releases.airdrop{gas: 3_000_000}("drop", ID, to, 3);
        for (uint256 i = 0; i < 8; ++i) {
            assertEq(releases.balanceOf(to[i], ID), i == 0 || i == 2 || i == 7 ? 3 : 0);
        }
        assertEq(releases.totalSupply(ID), 9);
    }

    function test_aReceiverCantMoveItsPartAndRefuseIt() public {
        Receiver receiver = new Receiver();
        receiver.set(Receiver.Mood.WrongAnswer);
        receiver.aim(
            address(releases),
            abi.encodeCall(releases.safeTransferFrom, (address(receiver), fan, ID, 1, ""))
        );
        vm.prank(minter);
        releases.airdrop("drop", ID, list(address(receiver)), 1);
        assertEq(releases.balanceOf(fan, ID), 0);
        assertEq(releases.totalSupply(ID), 0);
    }

    function test_tooLittleGasIsNotARefusal() public {
        address receiver = address(new Receiver());
        vm.startPrank(minter);
        vm.expectRevert(Releases.TooLittleGas.selector);
        releases.airdrop{gas: 180_000}("drop", ID, list(receiver), 1);
        releases.airdrop("drop", ID, list(receiver), 1);
        assertEq(releases.balanceOf(receiver, ID), 1);
    }

    function test_receiversCantCallBackIn() public {
        Receiver receiver = new Receiver();
        vm.prank(owner);
        releases.setMinter(address(receiver), true);
        receiver.aim(address(releases), abi.encodeCall(releases.mintTo, ("again", ID, fan, 1)));
        vm.prank(minter);
        releases.mintTo("once", ID, address(receiver), 1);
        assertFalse(receiver.called());
        assertEq(releases.balanceOf(fan, ID), 0);
    }

    function test_anEditionIsNotClosedFromWithinItsAirdrop() public {
        Receiver receiver = new Receiver();
        artist = address(receiver);
        publish(ID + 1, 10, 0, address(0), 0);
        receiver.aim(address(releases), abi.encodeCall(releases.close, (ID + 1)));
        address[] memory to = new address[](2);
        (to[0], to[1]) = (artist, address(new Refuser()));
        vm.prank(minter);
        releases.airdrop("drop", ID + 1, to, 4);
        assertFalse(receiver.called());
        assertEq(receiver.failure(), abi.encodePacked(Guarded.ReentrancyGuardReentrantCall.selector));
        vm.prank(artist);
        releases.close(ID + 1);
        (Release memory release,, uint256 minted,) = releases.releaseOf(ID + 1);
        assertEq(release.maxSupply, 4);
        assertEq(minted, 4);
    }

    function testFuzz_airdropCountsWhatItGave(uint8 receivers, uint32 each) public {
        receivers = uint8(bound(receivers, 1, 20));
        each = uint32(bound(each, 1, 1_000));
        publish(ID + 1, type(uint32).max, 0, address(0), 0);
        address[] memory to = new address[](receivers);
        for (uint256 i = 0; i < receivers; ++i) {
            to[i] = address(uint160(0x1000 + i));
        }
        vm.prank(minter);
        releases.airdrop("drop", ID + 1, to, each);
        assertEq(releases.totalSupply(ID + 1), uint256(receivers) * each);
        assertEq(releases.balanceOf(to[receivers - 1], ID + 1), each);
    }

    function list(address one) internal pure returns (address[] memory to) {
        to = new address[](1);
        to[0] = one;
    }
}
