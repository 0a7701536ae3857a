#include "bench/frame_scan.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "tingbok/v1/wire.pb.h"

namespace tingbok::bench {
namespace {

namespace pb = ::tingbok::v1;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

/// Walks the fields of one message. `field` is called with the tag's field number, the varint (for
/// varint fields) and the bytes (for length-delimited ones); other wire types are skipped.
template <class Field>
bool for_each_field(std::string_view bytes, Field field) {
  CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  while (const std::uint32_t tag = in.ReadTagNoLastTag()) {
    const int number = WireFormatLite::GetTagFieldNumber(tag);
    switch (WireFormatLite::GetTagWireType(tag)) {
      case WireFormatLite::WIRETYPE_VARINT: {
        std::uint64_t value = 0;
        if (!in.ReadVarint64(&value)) return false;
        if (!field(number, value, std::string_view{})) return true;
        break;
      }
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED: {
        std::uint32_t length = 0;
        if (!in.ReadVarint32(&length)) return false;
        const auto at = static_cast<std::size_t>(in.CurrentPosition());
        if (!in.Skip(static_cast<int>(length))) return false;
        if (!field(number, std::uint64_t{0}, bytes.substr(at, length))) return true;
        break;
      }
      default:
        if (!WireFormatLite::SkipField(&in, tag)) return false;
    }
  }
  return in.CurrentPosition() == static_cast<int>(bytes.size());
}

/// The number of a patch or a receipt is field 1 and comes first.
std::uint64_t first_varint(std::string_view bytes) {
  std::uint64_t number = 0;
  for_each_field(bytes, [&](int field, std::uint64_t value, std::string_view) {
    if (field == 1) number = value;
    return false;
  });
  return number;
}

bool scan_answer(std::string_view bytes, FrameScan& scan) {
  ScannedAnswer answer;
  const bool whole = for_each_field(bytes, [&](int field, std::uint64_t, std::string_view part) {
    if (field == pb::Answer::kCommandIdFieldNumber) answer.command_id = part;
    if (field == pb::Answer::kReceiptFieldNumber) {
      answer.accepted = true;
      answer.number = first_varint(part);
    }
    if (field == pb::Answer::kRefusedFieldNumber) {
      pb::Refused refused;
      refused.ParseFromArray(part.data(), static_cast<int>(part.size()));
      answer.refusal = refused.word() + " " + refused.detail();
    }
    return true;
  });
  scan.answers.push_back(std::move(answer));
  return whole;
}

void scan_snapshot(std::string_view bytes, FrameScan& scan) {
  std::uint64_t number = 0;
  std::uint64_t part = 0;
  std::uint64_t parts = 0;
  for_each_field(bytes, [&](int field, std::uint64_t value, std::string_view) {
    if (field == pb::SnapshotPart::kNumberFieldNumber) number = value;
    if (field == pb::SnapshotPart::kPartFieldNumber) part = value;
    if (field == pb::SnapshotPart::kPartsFieldNumber) parts = value;
    return true;
  });
  if (part + 1 != parts) return;
  scan.snapshot_complete = true;
  scan.snapshot_number = number;
}

void scan_patch(std::string_view bytes, FrameScan& scan) {
  const std::uint64_t number = first_varint(bytes);
  if (scan.patches == 0) {
    scan.first_patch = number;
  } else if (number != scan.last_patch + 1) {
    scan.patches_in_order = false;
  }
  scan.last_patch = number;
  ++scan.patches;
}

}  // namespace

bool scan_server_frame(std::string_view bytes, FrameScan& scan) {
  scan.first_patch = scan.last_patch = 0;
  scan.patches = 0;
  scan.patches_in_order = true;
  scan.answers.clear();
  scan.welcome = scan.snapshot_complete = false;
  scan.problem.clear();
  bool answers_whole = true;
  const bool whole = for_each_field(bytes, [&](int field, std::uint64_t, std::string_view part) {
    if (field == pb::ServerFrame::kPatchesFieldNumber) scan_patch(part, scan);
    if (field == pb::ServerFrame::kAnswersFieldNumber) answers_whole &= scan_answer(part, scan);
    if (field == pb::ServerFrame::kWelcomeFieldNumber) scan.welcome = true;
    if (field == pb::ServerFrame::kSnapshotFieldNumber) scan_snapshot(part, scan);
    if (field == pb::ServerFrame::kProblemFieldNumber) {
      pb::Problem problem;
      problem.ParseFromArray(part.data(), static_cast<int>(part.size()));
      scan.problem = problem.sentence();
    }
    return true;
  });
  return whole && answers_whole;
}

}  // namespace tingbok::bench
