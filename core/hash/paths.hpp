/// Paths through RFC 6962 trees: that a leaf stands in a tree, and that a tree is the beginning of
/// a larger one (RFC 9162 § 2.1.3 and § 2.1.4). Making them needs hashes of subtrees, which
/// somebody else knows how to get; checking them needs nothing. Pure; callable from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/hash/hash.hpp"

namespace tingbok {

/// The root over the leaves `begin` (counted from 0, counted in) to `end` (not counted in) of a
/// tree; asked for subtrees of that tree only, so that begin < end and either end - begin is a
/// power of two that divides begin, or `end` is the tree's size.
using SubtreeHash = std::function<Digest(std::uint64_t begin, std::uint64_t end)>;

/// Hashes, lowest in the tree first; at most 65.
using Path = std::vector<Digest>;

/// Longer than any path there is: whoever reads one from outside may refuse it unseen.
inline constexpr std::size_t path_hashes_max = 65;

/// The root over leaves that are all at hand.
Digest root_of(std::span<const Digest> leaves);

/// The largest power of two less than `size`: where RFC 6962 splits a tree. `size` is at least 2.
std::uint64_t split_of(std::uint64_t size);

/// That leaf `index` (from 0) stands in the tree of the first `size` leaves. Throws
/// std::out_of_range where it does not.
Path inclusion_path(std::uint64_t index, std::uint64_t size, const SubtreeHash& hash);

/// That the tree of `from` leaves is the beginning of the tree of `to`; empty where they are the
/// same or `from` is 0. Throws std::out_of_range where `from` is the larger.
Path consistency_path(std::uint64_t from, std::uint64_t to, const SubtreeHash& hash);

/// Whether the path leads from the leaf to the root. Size and root belong together: they come from
/// one checkpoint, never one without the other, for a path alone does not prove a size.
bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf,
                      std::span<const Digest> path, const Digest& root);

/// Whether the path shows that the tree of `from` leaves with `from_root` is the beginning of the
/// tree of `to` leaves with `to_root`.
bool verify_consistency(std::uint64_t from, const Digest& from_root, std::uint64_t to,
                        const Digest& to_root, std::span<const Digest> path);

}  // namespace tingbok
