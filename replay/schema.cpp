// The schema as a bundle carries it: whoever opens the bundle in many years needs no more to read
// its records.
#include <set>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include "replay/bundle.hpp"
#include "tingbok/v1/lineage.pb.h"
#include "tingbok/v1/past.pb.h"
#include "tingbok/v1/records.pb.h"
#include "tingbok/v1/wire.pb.h"

namespace tingbok::replay {
namespace {

namespace pbuf = google::protobuf;

void add_with_imports(const pbuf::FileDescriptor& file, std::set<std::string>& added,
                      pbuf::FileDescriptorSet& all) {
  if (!added.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) {
    add_with_imports(*file.dependency(i), added, all);
  }
  file.CopyTo(all.add_file());
}

/// Collects what a pool has to say instead of writing it to standard error.
class Complaints : public pbuf::DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string& file, const std::string&, const pbuf::Message*, ErrorLocation,
                const std::string& message) override {
    if (first.empty()) first = file + ": " + message;
  }
  std::string first;
};

}  // namespace

std::string schema_descriptors() {
  pbuf::FileDescriptorSet all;
  std::set<std::string> added;
  for (const auto* file :
       {v1::RecordCore::descriptor()->file(), v1::ServerFrame::descriptor()->file(),
        v1::ReceiptProof::descriptor()->file(), v1::Lineage::descriptor()->file()}) {
    add_with_imports(*file, added, all);
  }
  return all.SerializeAsString();
}

std::optional<std::string> schema_trouble(std::string_view bytes) {
  pbuf::FileDescriptorSet all;
  if (!all.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return "does not parse";
  pbuf::DescriptorPool pool;
  Complaints complaints;
  for (const auto& file : all.file()) {
    if (!pool.BuildFileCollectingErrors(file, &complaints)) {
      return "does not hold together: " + complaints.first;
    }
  }
  for (const auto* name : {"tingbok.v1.RecordCore", "tingbok.v1.RecordPersonal",
                           "tingbok.v1.StoredAnswer", "tingbok.v1.Command"}) {
    if (!pool.FindMessageTypeByName(name)) return std::string("does not know ") + name;
  }
  return std::nullopt;
}

}  // namespace tingbok::replay
