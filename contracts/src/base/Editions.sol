// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {Shares} from "../lib/Shares.sol";
import {SaleWord, SaleWords} from "../lib/SaleWords.sol";
import {Tally, Tallies} from "../lib/Tallies.sol";
import {Release} from "../Terms.sol";
import {Guarded} from "./Guarded.sol";
import {Holdings} from "./Holdings.sol";

/// @title The releases: what each is, what its artist may still do, and how many of it exist.
abstract contract Editions is Holdings, IERC2981, Guarded {
    /// @dev The tally is all that a sale writes besides the buyer's holding, the sale word all that it reads.
    struct Edition {
        Tally tally;
        SaleWord sale;
        // what a resale reads, together in one slot
        address payout;
        uint16 royaltyBps;
        bool frozen;
        address artist;
        address token;
        bytes32 contentHash;
        string uri;
    }

    mapping(uint256 id => Edition) internal _editions;

    /// @notice A release exists now, on these terms.
    event ReleasePublished(
        uint256 indexed id,
        address indexed artist,
        address indexed payout,
        uint32 maxSupply,
        uint40 closesAt,
        uint16 royaltyBps,
        bytes32 contentHash,
        string uri
    );
    /// @notice The release's metadata can't be changed any more.
    event Frozen(uint256 indexed id);
    /// @notice The artist closed the edition: no more than `supply` will ever exist.
    event Closed(uint256 indexed id, uint256 supply);

    /// @notice This release was published before.
    error ReleaseExists(uint256 id);
    /// @notice There is no such release.
    error NoSuchRelease(uint256 id);
    /// @notice A release needs an id, an artist, a content hash, a URI and an edition of at least one.
    error ReleaseIncomplete(uint256 id);
    /// @notice The time cap is not in the future.
    error ClosesInThePast(uint256 id, uint256 closesAt);
    /// @notice The royalty asked for is above the cap that is fixed in the code.
    error RoyaltyAboveCap(uint256 royaltyBps, uint256 cap);
    /// @notice Only the release's artist may do this.
    error NotTheArtist(uint256 id, address account);
    /// @notice The release's metadata was frozen by its artist.
    error ReleaseFrozen(uint256 id);
    /// @notice The edition has fewer left than were asked for.
    error SoldOut(uint256 id, uint256 left);
    /// @notice The edition's time is over.
    error EditionClosed(uint256 id, uint256 closedAt);

    modifier onlyArtist(uint256 id) {
        if (_artistOf(id) != msg.sender) revert NotTheArtist(id, msg.sender);
        _;
    }

    /// @notice Changes the metadata, until it is frozen.
    function setURI(uint256 id, string calldata newURI) external onlyArtist(id) {
        if (_editions[id].frozen) revert ReleaseFrozen(id);
        if (bytes(newURI).length == 0) revert ReleaseIncomplete(id);
        _editions[id].uri = newURI;
        emit URI(newURI, id);
    }

    /// @notice Freezes the metadata for ever.
    function freeze(uint256 id) external onlyArtist(id) {
        if (_editions[id].frozen) revert ReleaseFrozen(id);
        _editions[id].frozen = true;
        emit Frozen(id);
    }

    /// @notice Closes the edition at what exists now, for ever.
    /// @dev Not from within an airdrop: what its receivers refuse is counted as minted until its end.
    function close(uint256 id) external onlyArtist(id) nonReentrant {
        Tally tally = _editions[id].tally.closed();
        _editions[id].tally = tally;
        emit Closed(id, tally.minted());
    }

    /// @notice A release's terms as they are now (`maxSupply` falls when the artist closes the edition).
    function releaseOf(uint256 id)
        external
        view
        returns (Release memory release, address payout, uint256 minted, bool frozen)
    {
        Edition storage edition = _editions[id];
        release = Release(
            id,
            _artistOf(id),
            uint32(edition.tally.maxSupply()),
            edition.sale.editionClosesAt(),
            edition.royaltyBps,
            edition.contentHash,
            edition.uri
        );
        return (release, edition.payout, edition.tally.minted(), edition.frozen);
    }

    /// @notice How many of the release exist.
    function totalSupply(uint256 id) external view returns (uint256) {
        return _editions[id].tally.minted();
    }

    /// @notice The release's metadata.
    function uri(uint256 id) public view override returns (string memory) {
        _artistOf(id);
        return _editions[id].uri;
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256 id, uint256 price) external view returns (address receiver, uint256 amount) {
        Edition storage edition = _editions[id];
        return (edition.payout, (price * edition.royaltyBps) / Shares.BPS);
    }

    function _artistOf(uint256 id) internal view returns (address artist) {
        artist = _editions[id].artist;
        if (artist == address(0)) revert NoSuchRelease(id);
    }

    function _publish(Release calldata release, address payout) internal {
        uint256 id = release.id;
        Edition storage edition = _editions[id];
        if (edition.artist != address(0)) revert ReleaseExists(id);
        if (
            id == 0 || release.artist == address(0) || release.maxSupply == 0 || release.contentHash == 0
                || bytes(release.uri).length == 0
        ) revert ReleaseIncomplete(id);
        if (release.closesAt != 0 && release.closesAt <= block.timestamp) {
            revert ClosesInThePast(id, release.closesAt);
        }
        if (release.royaltyBps > Shares.MAX_ROYALTY_BPS) {
            revert RoyaltyAboveCap(release.royaltyBps, Shares.MAX_ROYALTY_BPS);
        }
        edition.tally = Tallies.start(release.maxSupply);
        edition.sale = SaleWords.pack(0, 0, 0, 0, release.closesAt, false);
        edition.artist = release.artist;
        edition.royaltyBps = release.royaltyBps;
        edition.payout = payout;
        edition.contentHash = release.contentHash;
        edition.uri = release.uri;
        emit ReleasePublished(
            id,
            release.artist,
            payout,
            release.maxSupply,
            release.closesAt,
            release.royaltyBps,
            release.contentHash,
            release.uri
        );
    }

    /// @dev Counts `quantity` more as minted, for nothing.
    function _grow(uint256 id, uint256 quantity) internal {
        Edition storage edition = _editions[id];
        edition.tally = _grown(id, edition.tally, edition.sale.editionClosesAt(), quantity);
    }

    /// @dev The tally with `quantity` more; reverts where the edition has no room or no time left.
    function _grown(uint256 id, Tally tally, uint256 closesAt, uint256 quantity) internal view returns (Tally) {
        if (closesAt != 0 && block.timestamp >= closesAt) revert EditionClosed(id, closesAt);
        if (quantity > tally.left()) {
            // a release that does not exist has no room at all
            _artistOf(id);
            revert SoldOut(id, tally.left());
        }
        return tally.grown(quantity);
    }
}
