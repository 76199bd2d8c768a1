#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "pkg/json/value.h"

namespace vigilcast::json {
namespace {

using Library = nlohmann::ordered_json;

// Gives the library its bytes and knows how many it took: its own place is only told with its own errors.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at;
  std::size_t* taken;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    ++at;
    ++*taken;
    return *this;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.at == b.at; }
};

// Line and column, both from 1, of a byte offset.
std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return std::to_string(line) + ":" + std::to_string(before.size() - start + 1);
}

// The library's message is "[json.exception.…] parse error at line 1, column 2: <cause>"; the place is told separately.
std::string cause(std::string_view what) {
  const auto column = what.find("column ");
  const auto colon = column == std::string_view::npos ? column : what.find(": ", column);
  return std::string(colon == std::string_view::npos ? what : what.substr(colon + 2));
}

// Builds the Value while the library reads. A stack of open containers replaces recursion.
class Reader : public nlohmann::json_sax<Library> {
 public:
  bool null() override { return put(Value()); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return refuse("binary values are no JSON"); }
  bool start_object(std::size_t) override { return open(false); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (!open_.back().names.insert(name).second) return refuse("the name \"" + name + "\" is there twice in one object");
    open_.back().name = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override { return refuse(cause(error.what())); }

  [[nodiscard]] Value& value() { return result_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  struct Level {
    bool is_array = false;
    Value::Array items;
    Value::Object members;
    std::string name;             // of the member whose value comes next
    std::set<std::string> names;  // already read
  };

  bool refuse(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }
  bool put(Value value) {
    if (open_.empty()) {
      result_ = std::move(value);
    } else if (Level& level = open_.back(); level.is_array) {
      level.items.push_back(std::move(value));
    } else {
      level.members.emplace_back(std::move(level.name), std::move(value));
    }
    return true;
  }
  bool open(bool is_array) {
    if (open_.size() >= kMaxDepth) return refuse("more than " + std::to_string(kMaxDepth) + " levels of arrays and objects");
    open_.emplace_back().is_array = is_array;
    return true;
  }
  bool close() {
    Level done = std::move(open_.back());
    open_.pop_back();
    return put(done.is_array ? Value(std::move(done.items)) : Value(std::move(done.members)));
  }

  Value result_;
  std::vector<Level> open_;
  std::string problem_;
};

}  // namespace

Result<Value> parse(std::string_view text, std::string_view source) {
  Reader reader;
  std::size_t taken = 0;
  const CountingIterator first{text.data(), &taken};
  const CountingIterator last{text.data() + text.size(), &taken};
  if (Library::sax_parse(first, last, &reader)) return std::move(reader.value());
  const std::size_t offset = taken > 0 && taken <= text.size() ? taken - 1 : taken;
  std::string where = line_and_column(text, offset);
  if (!source.empty()) where.insert(0, std::string(source) + ":");
  return fail(reader.problem(), std::move(where));
}

}  // namespace vigilcast::json
