// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {Receiver, Refuser} from "./helpers/Hostile.sol";
import {FalseToken, FeeToken, HookToken, MuteToken, ShrinkingToken} from "./helpers/Tokens.sol";
import {Guarded} from "../src/base/Guarded.sol";
import {Payments} from "../src/lib/Payments.sol";
import {Payee, Sheet, Splits} from "../src/Splits.sol";
import {Split} from "../src/Split.sol";

/// @dev A split pays each payee its share to the unit, and no payee's conduct is another's business.
contract SplitTest is Fixture {
    address[] internal payees;
    uint256[] internal weights;

    function setUp() public override {
        super.setUp();
        (payees, weights) = split.payees();
    }

    function test_sharesAddUpToTheUnit() public {
        pay(1_000_003);
        uint256 out;
        for (uint256 i = 0; i < 3; ++i) {
            uint256 due = split.due(payees[i], COIN);
            assertEq(due, uint256(1_000_003) * weights[i] / 1e8);
            vm.expectEmit(address(split));
            emit Split.Withdrawn(payees[i], COIN, due);
            assertEq(split.withdraw(payees[i], COIN), due);
            assertEq(payees[i].balance, due);
            assertEq(split.paid(COIN, payees[i]), due);
            out += due;
        }
        assertEq(split.paidOut(COIN), out);
        assertEq(out + split.undivided(COIN), 1_000_003);
        assertEq(address(split).balance, split.undivided(COIN));
    }

    function test_theRemainderCountsWithWhatComesNext() public {
        for (uint256 i = 0; i < 7; ++i) {
            pay(1);
        }
        uint256 out;
        for (uint256 i = 0; i < 3; ++i) {
            if (split.due(payees[i], COIN) != 0) out += split.withdraw(payees[i], COIN);
        }
        assertEq(out + split.undivided(COIN), 7);
        pay(1e8 - 7);
        for (uint256 i = 0; i < 3; ++i) {
            split.withdraw(payees[i], COIN);
            assertEq(payees[i].balance, weights[i]);
        }
        assertEq(split.undivided(COIN), 0);
        assertEq(address(split).balance, 0);
    }

    function test_takesCoinAndSaysSo() public {
        vm.expectEmit(address(split));
        emit Split.PaymentReceived(fan, 5);
        vm.prank(fan);
        (bool done,) = address(split).call{value: 5}("");
        assertTrue(done);
        assertEq(split.received(COIN), 5);
    }

    function test_erc20s() public {
        token.mint(address(split), 999);
        uint256 due = split.withdraw(payees[0], address(token));
        assertEq(token.balanceOf(payees[0]), due);
        assertEq(split.received(address(token)), 999);
        assertEq(split.due(payees[0], address(token)), 0);
        assertEq(split.received(COIN), 0);
    }

    function test_onlyPayeesAndOnlyWhatIsDue() public {
        pay(1 ether);
        vm.expectRevert(abi.encodeWithSelector(Split.NotAPayee.selector, fan));
        split.withdraw(fan, COIN);
        vm.expectRevert(abi.encodeWithSelector(Split.NotAPayee.selector, address(0)));
        split.due(address(0), COIN);
        split.withdraw(payees[1], COIN);
        vm.expectRevert(abi.encodeWithSelector(Split.NothingDue.selector, payees[1], COIN));
        split.withdraw(payees[1], COIN);
    }

    function test_aPayeeThatRefusesHurtsOnlyItself() public {
        (Split shared, address refuser, address plain) = sharedWith(address(new Refuser()));
        vm.deal(address(shared), 1 ether);
        vm.expectRevert(abi.encodeWithSelector(Payments.PaymentRefused.selector, refuser, 0.5 ether));
        shared.withdraw(refuser, COIN);
        assertEq(shared.withdraw(plain, COIN), 0.5 ether);
        assertEq(shared.due(refuser, COIN), 0.5 ether);
    }

    function test_aPayeeThatBombsOrGuzzlesHurtsOnlyItself() public {
        Receiver receiver = new Receiver();
        (Split shared, address bad, address plain) = sharedWith(address(receiver));
        vm.deal(address(shared), 1 ether);
        receiver.set(Receiver.Mood.Bomb);
        vm.expectRevert(abi.encodeWithSelector(Payments.PaymentRefused.selector, bad, 0.5 ether));
        shared.withdraw{gas: 1_000_000}(bad, COIN);
        receiver.set(Receiver.Mood.Guzzle);
        vm.expectRevert(abi.encodeWithSelector(Payments.PaymentRefused.selector, bad, 0.5 ether));
        shared.withdraw{gas: 1_000_000}(bad, COIN);
        assertEq(shared.withdraw(plain, COIN), 0.5 ether);
        receiver.set(Receiver.Mood.Kind);
        assertEq(shared.withdraw(bad, COIN), 0.5 ether);
    }

    function test_aPayeeCantCallBackIn() public {
        Receiver receiver = new Receiver();
        (Split shared, address bad, address plain) = sharedWith(address(receiver));
        vm.deal(address(shared), 1 ether);
        receiver.aim(address(shared), abi.encodeCall(shared.withdraw, (plain, COIN)));
        shared.withdraw(bad, COIN);
        assertFalse(receiver.called());
        assertEq(receiver.failure(), abi.encodePacked(Guarded.ReentrancyGuardReentrantCall.selector));
        assertEq(shared.withdraw(plain, COIN), 0.5 ether);
    }

    function test_aTokensHookCantCallBackIn() public {
        HookToken odd = new HookToken();
        Receiver receiver = new Receiver();
        (Split shared, address bad, address plain) = sharedWith(address(receiver));
        odd.mint(address(shared), 1_000);
        receiver.aim(address(shared), abi.encodeCall(shared.withdraw, (plain, address(odd))));
        shared.withdraw(bad, address(odd));
        assertFalse(receiver.called());
        assertEq(odd.balanceOf(plain), 0);
        assertEq(shared.withdraw(plain, address(odd)), 500);
    }

    function test_oddTokens() public {
        MuteToken mute = new MuteToken();
        mute.mint(address(split), 1_000);
        assertEq(split.withdraw(payees[0], address(mute)), mute.balanceOf(payees[0]));

        FalseToken no = new FalseToken();
        no.mint(address(split), 1_000);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(no)));
        split.withdraw(payees[0], address(no));

        FeeToken taxed = new FeeToken();
        taxed.mint(fan, 1_000);
        vm.prank(fan);
        taxed.transfer(address(split), 1_000);
        assertEq(split.received(address(taxed)), 990);
    }

    function test_aTokenThatShrinksMakesNothingDueNotAnError() public {
        ShrinkingToken odd = new ShrinkingToken();
        odd.mint(address(split), 1_000);
        split.withdraw(payees[0], address(odd));
        odd.shrink(address(split), odd.balanceOf(address(split)));
        assertEq(split.due(payees[0], address(odd)), 0);
        vm.expectRevert(abi.encodeWithSelector(Split.NothingDue.selector, payees[0], address(odd)));
        split.withdraw(payees[0], address(odd));
    }

    /// @dev Payments and withdrawals in any order: paid + due + undivided = received after each.
    function testFuzz_nothingIsEverLostOrMade(uint96[8] memory amounts, uint8 order, uint256 seed) public {
        for (uint256 i = 0; i < 8; ++i) {
            pay(amounts[i]);
            if (order & (1 << i) != 0) {
                address payee = payees[seed % 3];
                seed /= 3;
                if (split.due(payee, COIN) != 0) split.withdraw(payee, COIN);
            }
            balanced(split, payees);
        }
    }

    function testFuzz_anySheet(uint256 seed, uint16 part, uint96 amount) public {
        uint256 count = bound(seed, 1, 12);
        Sheet memory sheet = sheetOf(bytes32(seed), count);
        sheet.compositionPart = uint16(bound(part, 1, 10_000));
        for (uint256 i = 0; i + 1 < count; ++i) {
            uint16 moved = uint16(uint256(keccak256(abi.encode(seed, i))) % sheet.payees[i].recordingBps);
            sheet.payees[i].recordingBps -= moved;
            sheet.payees[i + 1].recordingBps += moved;
        }
        Split made = Split(payable(splits.create(sheet, consentsTo(splits, sheet))));
        (address[] memory accounts, uint256[] memory all) = made.payees();
        uint256 sum;
        for (uint256 i = 0; i < count; ++i) {
            sum += all[i];
            assertEq(made.weightOf(accounts[i]), all[i]);
        }
        assertEq(sum, 1e8);
        vm.deal(address(made), amount);
        balanced(made, accounts);
    }

    function balanced(Split which, address[] memory accounts) internal view {
        uint256 sum = which.undivided(COIN);
        assertLt(sum, accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            sum += which.paid(COIN, accounts[i]) + which.due(accounts[i], COIN);
        }
        assertEq(sum, which.received(COIN));
    }

    /// @dev A split in halves between a contract and a plain account; the contract's consent is not what is tested.
    function sharedWith(address bad) internal returns (Split shared, address, address plain) {
        plain = vm.addr(payeeKey(0));
        Sheet memory sheet = Sheet("shared", 0, new Payee[](2));
        (address low, address high) = bad < plain ? (bad, plain) : (plain, bad);
        sheet.payees[0] = Payee(low, 5_000, 0);
        sheet.payees[1] = Payee(high, 5_000, 0);
        bytes[] memory consents = new bytes[](2);
        bytes32 digest = splits.digestOf(sheet);
        consents[bad < plain ? 1 : 0] = sign(payeeKey(0), digest);
        bytes memory question =
            abi.encodeWithSignature("isValidSignature(bytes32,bytes)", digest, consents[bad < plain ? 0 : 1]);
        vm.mockCall(bad, question, abi.encode(bytes4(0x1626ba7e)));
        shared = Split(payable(splits.create(sheet, consents)));
        vm.clearMockedCalls();
        return (shared, bad, plain);
    }

    function pay(uint256 amount) internal {
        vm.deal(address(this), amount);
        (bool done,) = address(split).call{value: amount}("");
        assertTrue(done);
    }
}
