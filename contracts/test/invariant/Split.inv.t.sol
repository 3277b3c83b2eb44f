// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {CommonBase} from "forge-std/Base.sol";
import {StdUtils} from "forge-std/StdUtils.sol";
import {Fixture} from "../helpers/Fixture.sol";
import {Token} from "../helpers/Tokens.sol";
import {Sheet} from "../../src/Splits.sol";
import {Split} from "../../src/Split.sol";

/// @dev Pays a split and has it paid out, in two currencies and any order.
contract SplitHandler is CommonBase, StdUtils {
    Split internal immutable SPLIT;
    Token internal immutable TOKEN;
    address[] internal payees;
    mapping(address currency => uint256) public received;
    mapping(address currency => mapping(address payee => uint256)) public paid;

    constructor(Split split, Token token) {
        SPLIT = split;
        TOKEN = token;
        (payees,) = split.payees();
    }

    function payCoin(uint256 amount) external {
        amount = bound(amount, 0, 1e24);
        vm.deal(address(this), amount);
        (bool done,) = address(SPLIT).call{value: amount}("");
        require(done);
        received[address(0)] += amount;
    }

    function payFewUnits(uint256 amount) external {
        this.payCoin(amount % 9);
    }

    function payTokens(uint256 amount) external {
        amount = bound(amount, 0, 1e24);
        TOKEN.mint(address(SPLIT), amount);
        received[address(TOKEN)] += amount;
    }

    function withdraw(uint256 who, bool inToken) external {
        address currency = inToken ? address(TOKEN) : address(0);
        address payee = payees[who % payees.length];
        if (SPLIT.due(payee, currency) != 0) paid[currency][payee] += SPLIT.withdraw(payee, currency);
    }
}

/// @dev paid + due + undivided = received, always, in every currency; and nobody gets more than their weight's part.
contract SplitInvariants is Fixture {
    SplitHandler internal handler;

    function setUp() public override {
        super.setUp();
        Sheet memory sheet = sheetOf("seven", 7);
        split = Split(payable(splits.create(sheet, consentsTo(splits, sheet))));
        handler = new SplitHandler(split, token);
        targetContract(address(handler));
    }

    function invariant_everyUnitIsPaidDueOrUndivided() public view {
        check(COIN, address(split).balance);
        check(address(token), token.balanceOf(address(split)));
    }

    function check(address currency, uint256 balance) internal view {
        (address[] memory payees, uint256[] memory weights) = split.payees();
        uint256 total = handler.received(currency);
        uint256 undivided = split.undivided(currency);
        uint256 due = undivided;
        uint256 paid;
        for (uint256 i = 0; i < payees.length; ++i) {
            uint256 mine = handler.paid(currency, payees[i]);
            assertEq(split.paid(currency, payees[i]), mine);
            assertEq(mine + split.due(payees[i], currency), total * weights[i] / 1e8);
            paid += mine;
            due += split.due(payees[i], currency);
        }
        assertEq(split.received(currency), total);
        assertEq(paid + due, total);
        assertEq(balance, due);
        assertLt(undivided, payees.length);
    }
}
