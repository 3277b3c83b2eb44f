// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {House} from "./base/House.sol";
import {Vouchers} from "./base/Vouchers.sol";
import {Sheet, Splits} from "./Splits.sol";
import {Release, Sale} from "./Terms.sol";

/// @title NFTChords: music releases as editions, each paying the split of its sheet.
/// @notice Nobody's token can be moved but by its holder's leave (ERC-1155 approval); no contract is pre-approved.
contract Releases is Vouchers {
    /// @dev What giving an airdropped token to a contract may use, its answer included.
    uint256 private constant RECEIVER_GAS = 150_000;

    /// @notice Where the splits are made.
    Splits public immutable SPLITS;
    /// @notice The metadata of the whole contract (ERC-7572).
    string public contractURI;
    /// @notice Whether a request of the platform to mint was done: each is done once.
    mapping(bytes32 key => bool) public isDone;

    /// @notice The metadata of the whole contract changed (ERC-7572).
    event ContractURIUpdated();
    /// @notice The platform's request `key` minted `quantity` to `to`.
    event Minted(bytes32 indexed key, uint256 indexed id, address indexed to, uint256 quantity);
    /// @notice The platform's request `key` minted `quantityEach` to each of `receivers` accounts.
    event Airdropped(bytes32 indexed key, uint256 indexed id, uint256 receivers, uint256 quantityEach);
    /// @notice This contract did not take its part of an airdrop; nothing was minted to it.
    event AirdropRefused(bytes32 indexed key, uint256 indexed id, address indexed to);

    /// @notice Only a minter of the platform may do this.
    error NotAMinter(address account);
    /// @notice This request to mint was done before.
    error RequestDone(bytes32 key);
    /// @notice The airdrop was sent with too little gas to ask all its receivers fairly.
    error TooLittleGas();

    modifier onlyMinter() {
        if (!isMinter[msg.sender]) revert NotAMinter(msg.sender);
        _;
    }

    constructor(
        address owner_,
        address minter,
        address treasury_,
        uint16 feeBps_,
        Splits splits,
        string memory contractURI_
    ) EIP712("NFTChords Releases", "1") House(owner_, treasury_, feeBps_) {
        SPLITS = splits;
        contractURI = contractURI_;
        isMinter[minter] = true;
        emit MinterSet(minter, true);
        emit ContractURIUpdated();
    }

    /// @notice Publishes a release: makes (or finds) its split, and mints the first `quantity` to `to`.
    /// @dev The release's id works once, so a request that is sent twice mints once.
    function publish(
        Release calldata release,
        Sheet calldata sheet,
        bytes[] calldata consents,
        address to,
        uint256 quantity
    ) external onlyMinter whenNotPaused nonReentrant returns (address payout) {
        payout = SPLITS.create(sheet, consents);
        _publish(release, payout);
        if (quantity != 0) {
            _grow(release.id, quantity);
            _giveSafely(msg.sender, to, release.id, quantity);
        }
    }

    /// @notice Mints `quantity` to `to`, once for each request `key`.
    function mintTo(bytes32 key, uint256 id, address to, uint256 quantity)
        external
        onlyMinter
        whenNotPaused
        nonReentrant
    {
        _once(key);
        if (quantity == 0) revert ZeroQuantity();
        _grow(id, quantity);
        emit Minted(key, id, to, quantity);
        _giveSafely(msg.sender, to, id, quantity);
    }

    /// @notice Mints `quantityEach` to each account, once for each request `key`. A contract that does not take
    /// its part is left out (AirdropRefused) and keeps nobody else from theirs.
    function airdrop(bytes32 key, uint256 id, address[] calldata to, uint256 quantityEach)
        external
        onlyMinter
        whenNotPaused
        nonReentrant
    {
        _once(key);
        if (quantityEach == 0 || to.length == 0) revert ZeroQuantity();
        // all are counted first: while receivers are asked, the supply is never less than what they hold
        _grow(id, to.length * quantityEach);
        uint256 refused = 0;
        for (uint256 i = 0; i < to.length; ++i) {
            address receiver = to[i];
            if (receiver.code.length == 0) {
                if (receiver == address(0)) revert ERC1155InvalidReceiver(receiver);
                _give(msg.sender, receiver, id, quantityEach);
            } else if (!_giveToContract(receiver, id, quantityEach)) {
                ++refused;
                emit AirdropRefused(key, id, receiver);
            }
        }
        if (refused != 0) {
            _editions[id].tally = _editions[id].tally.shrunk(refused * quantityEach);
        }
        emit Airdropped(key, id, to.length - refused, quantityEach);
    }

    /// @notice One part of an airdrop, called by this contract itself: so a refusal undoes that part only.
    function giveToContract(address operator, address to, uint256 id, uint256 quantity) external {
        if (msg.sender != address(this)) revert NotAMinter(msg.sender);
        _giveSafely(operator, to, id, quantity);
    }

    /// @notice Sets a release's sale on terms that its artist signed; the nonce is of the artist's signed terms.
    function setSaleFor(
        uint256 id,
        Sale calldata sale,
        uint256 nonce,
        uint256 signedCounter,
        bytes calldata signature
    ) external onlyMinter whenNotPaused {
        _setSignedSale(id, sale, nonce, signedCounter, signature);
    }

    /// @notice Makes `account` a minter, or no longer: then the vouchers it signed no longer hold either.
    function setMinter(address account, bool allowed) external onlyOwner {
        isMinter[account] = allowed;
        emit MinterSet(account, allowed);
    }

    /// @notice Changes the metadata of the whole contract; a release's own is its artist's.
    function setContractURI(string calldata newURI) external onlyOwner {
        contractURI = newURI;
        emit ContractURIUpdated();
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC1155, IERC165) returns (bool) {
        return interfaceId == type(IERC2981).interfaceId || super.supportsInterface(interfaceId);
    }

    function _once(bytes32 key) private {
        if (isDone[key]) revert RequestDone(key);
        isDone[key] = true;
    }

    /// @dev The gas is capped, so that a receiver can't spend the others'; and it is always there, so that no sender
    /// can make a receiver seem to refuse.
    function _giveToContract(address to, uint256 id, uint256 quantity) private returns (bool taken) {
        if (gasleft() < RECEIVER_GAS + RECEIVER_GAS / 16) revert TooLittleGas();
        try this.giveToContract{gas: RECEIVER_GAS}(msg.sender, to, id, quantity) {
            taken = true;
        } catch {}
    }
}
