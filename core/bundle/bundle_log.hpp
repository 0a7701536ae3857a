/// A bundle read as a log: everything that checks or reads a log does the same to a bundle.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/bundle/manifest.hpp"
#include "core/bundle/records.hpp"
#include "core/log/event_log.hpp"

namespace tingbok::bundle {

/// The members of a bundle beside its records.
struct Contents {
  Manifest manifest;
  std::string readme;
  std::string schema;
  /// Signed-note verifier keys.
  std::vector<std::string> keys;
  /// By place in the manifest: the latest note of that stream.
  std::map<std::size_t, std::string> notes;
  /// The records of each stream of the manifest.
  std::vector<Member> streams;
  /// Where the seal's header is, and what the seal says.
  std::uint64_t sealed_bytes = 0;
  std::string seal;
};

/// Reads every member but the records. Throws Broken for a container, an order or a member that is
/// not a bundle's. The seal is not compared.
Contents read_contents(const Source& source);

/// Throws Broken unless the seal is the SHA-256 of all that stands before it.
void check_seal(const Source& source, const Contents& contents);

/// The read side of a log. Its heads are what the manifest claims: a check compares them with the
/// records. Nothing can be written. As threadsafe as its source is; the source outlives it.
class BundleLog : public log::EventLog {
 public:
  /// Reads all records once and keeps where they are: some 20 bytes a record. Throws Broken for
  /// records that cannot be told apart, numbers that are not the manifest's, and kept answers that
  /// stand with another record than their own.
  explicit BundleLog(const Source& source);

  const Contents& contents() const { return contents_; }
  /// The record with what stands beside it. Throws std::out_of_range where there is none.
  void visit(std::size_t place, log::Number from,
             const std::function<bool(log::Number, const StoredRecord&)>& visit) const;

  void submit(log::Transaction transaction, log::Done done) override;
  void read(std::string_view stream, log::Number from, log::Number to,
            const log::Visitor& visit) const override;
  log::Head head(std::string_view stream) const override;
  std::vector<log::StreamName> streams(std::string_view prefix = {}) const override;
  std::optional<std::string> kept_answer(std::string_view stream,
                                         std::string_view key) const override;
  std::vector<std::string> aside(const log::Shelf& shelf) const override;
  std::vector<log::Shelf> shelves() const override;
  void put_snapshot(std::string_view stream, const log::Snapshot& snapshot) override;
  std::optional<log::Snapshot> snapshot(std::string_view stream, log::Number at) const override;
  std::string epoch() const override { return contents_.manifest.epoch; }
  void refresh() override {}

 private:
  /// Where the record is that a kept answer stands with.
  struct Answer {
    /// The beginning of a hash of stream and key.
    std::uint64_t hash = 0;
    std::uint64_t at = 0;
    std::uint32_t place = 0;

    auto operator<=>(const Answer&) const = default;
  };

  std::optional<std::size_t> place_of(std::string_view stream) const;
  void index(std::size_t place);
  void note_answer(std::size_t place, std::uint64_t at, log::Number number,
                   const StoredRecord& record);

  const Source& source_;
  Contents contents_;
  /// By place: where every marked_records-th record starts, from the first.
  std::vector<std::vector<std::uint64_t>> marks_;
  /// Sorted.
  std::vector<Answer> answers_;
};

}  // namespace tingbok::bundle
