#include "core/log/limits.hpp"

#include <algorithm>
#include <stdexcept>

namespace tingbok::log {
namespace {

void require(bool holds, const std::string& otherwise) {
  if (!holds) throw std::invalid_argument(otherwise);
}

std::size_t checked_bytes(const Append& append) {
  check_stream_name(append.stream);
  require(append.records.size() <= append_records_max,
          append.stream + ": too many records at once");
  std::size_t bytes = 0;
  for (const Record& record : append.records) {
    require(record.core.size() <= record_bytes_max, append.stream + ": a core is too large");
    require(record.personal.size() <= record_bytes_max,
            append.stream + ": a personal part is too large");
    require(record.leaf != Digest{}, append.stream + ": a record without its leaf hash");
    bytes += record.core.size() + record.personal.size();
  }
  return bytes;
}

std::size_t checked_bytes(const KeptAnswer& answer) {
  check_stream_name(answer.stream);
  require(!answer.key.empty() && answer.key.size() <= answer_key_bytes_max,
          answer.stream + ": an answer's key is empty or too long");
  require(answer.value.size() <= answer_value_bytes_max,
          answer.stream + ": an answer is too large");
  return answer.key.size() + answer.value.size();
}

void check_shelf(const Shelf& shelf) {
  check_stream_name(shelf.stream);
  require(!shelf.name.empty() && shelf.name.size() <= shelf_bytes_max &&
              shelf.name.find('\0') == std::string::npos,
          shelf.stream + ": a shelf's name is empty, too long, or holds a zero byte");
}

std::size_t checked_bytes(const SetAside& one) {
  check_shelf(one.shelf);
  require(!one.key.empty() && one.key.size() <= aside_key_bytes_max,
          one.shelf.stream + ": the key of what is set aside is empty or too long");
  require(one.value.size() <= aside_value_bytes_max,
          one.shelf.stream + ": what is set aside is too large");
  return one.key.size() + one.value.size();
}

}  // namespace

void check_stream_name(std::string_view stream) {
  require(!stream.empty() && stream.size() <= stream_name_bytes_max,
          "a stream's name is empty or too long");
  require(std::all_of(stream.begin(), stream.end(), [](char c) { return c > ' ' && c <= '~'; }),
          "a stream's name may hold printable ASCII without spaces only");
}

std::size_t checked_bytes(const Transaction& transaction) {
  std::size_t bytes = 0;
  for (const Append& append : transaction.appends) bytes += checked_bytes(append);
  for (const KeptAnswer& answer : transaction.answers) bytes += checked_bytes(answer);
  for (const SetAside& one : transaction.set_aside) bytes += checked_bytes(one);
  for (const Shelf& shelf : transaction.cleared) check_shelf(shelf);
  return bytes;
}

}  // namespace tingbok::log
