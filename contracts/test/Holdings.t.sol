// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {Receiver, Refuser} from "./helpers/Hostile.sol";

/// @dev ERC-1155 as the standard has it, on holdings that count purchases too.
contract HoldingsTest is Fixture {
    uint256 internal constant SECOND = ID + 1;

    function setUp() public override {
        super.setUp();
        publish(SECOND, 50, 0, seller, 20);
        stock(10);
        vm.prank(seller);
        releases.setApprovalForAll(address(market), false);
    }

    function test_transfer() public {
        vm.expectEmit(address(releases));
        emit IERC1155.TransferSingle(seller, seller, fan, ID, 4);
        vm.prank(seller);
        releases.safeTransferFrom(seller, fan, ID, 4, "");
        assertEq(releases.balanceOf(seller, ID), 6);
        assertEq(releases.balanceOf(fan, ID), 4);
        assertEq(releases.totalSupply(ID), 10);
    }

    function test_transferToOneself() public {
        vm.prank(seller);
        releases.safeTransferFrom(seller, seller, ID, 10, "");
        assertEq(releases.balanceOf(seller, ID), 10);
    }

    function test_transferCarriesNoPurchases() public {
        openSale(0, COIN, 0);
        vm.startPrank(fan);
        releases.buy(ID, 2);
        releases.safeTransferFrom(fan, other, ID, 2, "");
        assertEq(releases.boughtBy(fan, ID), 2);
        assertEq(releases.boughtBy(other, ID), 0);
        assertEq(releases.balanceOf(fan, ID), 0);
        assertEq(releases.balanceOf(other, ID), 2);
    }

    function test_boughtIsNoBalance() public {
        openSale(0, COIN, 0);
        vm.startPrank(fan);
        releases.buy(ID, 2);
        releases.safeTransferFrom(fan, other, ID, 2, "");
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, fan, 0, 1, ID));
        releases.safeTransferFrom(fan, other, ID, 1, "");
    }

    function test_moreThanHeld() public {
        vm.startPrank(seller);
        vm.expectRevert(
            abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, seller, 10, 11, ID)
        );
        releases.safeTransferFrom(seller, fan, ID, 11, "");
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC1155Errors.ERC1155InsufficientBalance.selector, seller, 10, type(uint256).max, ID
            )
        );
        releases.safeTransferFrom(seller, fan, ID, type(uint256).max, "");
    }

    function test_onlyTheHolderAndWhoItApproved() public {
        address[4] memory callers = [owner, minter, address(market), fan];
        for (uint256 i = 0; i < 4; ++i) {
            vm.startPrank(callers[i]);
            bytes memory refusal = abi.encodeWithSelector(
                IERC1155Errors.ERC1155MissingApprovalForAll.selector, callers[i], seller
            );
            vm.expectRevert(refusal);
            releases.safeTransferFrom(seller, callers[i], ID, 1, "");
            vm.expectRevert(refusal);
            releases.safeBatchTransferFrom(seller, callers[i], two(ID, SECOND), two(1, 1), "");
            vm.stopPrank();
        }
        vm.prank(seller);
        releases.setApprovalForAll(fan, true);
        vm.prank(fan);
        releases.safeTransferFrom(seller, fan, ID, 1, "");
    }

    function test_batch() public {
        vm.expectEmit(address(releases));
        emit IERC1155.TransferBatch(seller, seller, fan, two(ID, SECOND), two(3, 5));
        vm.prank(seller);
        releases.safeBatchTransferFrom(seller, fan, two(ID, SECOND), two(3, 5), "");
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (fan, seller);
        uint256[] memory balances = releases.balanceOfBatch(accounts, two(ID, SECOND));
        assertEq(balances[0], 3);
        assertEq(balances[1], 15);
        Receiver receiver = new Receiver();
        vm.prank(seller);
        releases.safeBatchTransferFrom(seller, address(receiver), two(ID, SECOND), two(1, 1), "");
    }

    function test_batchOfTwiceTheSame() public {
        vm.startPrank(seller);
        vm.expectRevert(
            abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, seller, 4, 6, ID)
        );
        releases.safeBatchTransferFrom(seller, fan, two(ID, ID), two(6, 6), "");
        releases.safeBatchTransferFrom(seller, fan, two(ID, ID), two(6, 4), "");
        assertEq(releases.balanceOf(fan, ID), 10);
    }

    function test_batchOfUnequalLengths() public {
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidArrayLength.selector, 2, 1));
        releases.safeBatchTransferFrom(seller, fan, two(ID, SECOND), new uint256[](1), "");
    }

    function test_toNobody() public {
        vm.startPrank(seller);
        bytes memory refusal = abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0));
        vm.expectRevert(refusal);
        releases.safeTransferFrom(seller, address(0), ID, 1, "");
        vm.expectRevert(refusal);
        releases.safeBatchTransferFrom(seller, address(0), two(ID, SECOND), two(1, 1), "");
    }

    function test_receiversThatRefuse() public {
        Receiver receiver = new Receiver();
        address[2] memory bad = [address(new Refuser()), address(receiver)];
        receiver.set(Receiver.Mood.WrongAnswer);
        vm.startPrank(seller);
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory refusal = abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, bad[i]);
            vm.expectRevert(refusal);
            releases.safeTransferFrom(seller, bad[i], ID, 1, "");
            vm.expectRevert(refusal);
            releases.safeBatchTransferFrom(seller, bad[i], two(ID, SECOND), two(1, 1), "");
        }
    }

    function testFuzz_transfersKeepTheSum(uint256 first, uint256 second) public {
        first = bound(first, 0, 10);
        second = bound(second, 0, first);
        vm.prank(seller);
        releases.safeTransferFrom(seller, fan, ID, first, "");
        vm.prank(fan);
        releases.safeTransferFrom(fan, other, ID, second, "");
        assertEq(releases.balanceOf(seller, ID), 10 - first);
        assertEq(releases.balanceOf(fan, ID), first - second);
        assertEq(releases.balanceOf(other, ID), second);
    }

    function two(uint256 a, uint256 b) internal pure returns (uint256[] memory both) {
        both = new uint256[](2);
        (both[0], both[1]) = (a, b);
    }
}
