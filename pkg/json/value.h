// A JSON value: null, bool, integer, number, string, array or object. The library behind it (nlohmann) stays out of this header.
//
// Objects keep the order in which members were set, so that what people read comes in an order that was chosen. Reading never
// fails: what is absent or of another type reads as null, the fallback, or empty; a program that must insist asks is_*().
// Plain values; no thread of their own.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "pkg/base/result.h"

namespace vigilcast::json {

class Value {
 public:
  using Array = std::vector<Value>;
  using Member = std::pair<std::string, Value>;
  using Object = std::vector<Member>;  // names are unique: set() replaces

  Value() = default;  // null
  Value(bool value) : data_(value) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Value(T value) {
    if constexpr (std::signed_integral<T>) {
      data_ = static_cast<std::int64_t>(value);
    } else {
      data_ = static_cast<std::uint64_t>(value);
    }
  }
  Value(double value) : data_(value) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(std::string_view value) : data_(std::string(value)) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(Array value) : data_(std::move(value)) {}
  Value(Object value) : data_(std::move(value)) {}
  static Value array() { return Array{}; }
  static Value object() { return Object{}; }

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(data_); }
  [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(data_); }
  [[nodiscard]] bool is_integer() const { return std::holds_alternative<std::int64_t>(data_) || std::holds_alternative<std::uint64_t>(data_); }
  [[nodiscard]] bool is_number() const { return is_integer() || std::holds_alternative<double>(data_); }
  [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(data_); }
  [[nodiscard]] bool is_object() const { return std::holds_alternative<Object>(data_); }

  [[nodiscard]] bool boolean(bool fallback = false) const;
  [[nodiscard]] std::int64_t integer(std::int64_t fallback = 0) const;  // the fallback also when it does not fit
  [[nodiscard]] double number(double fallback = 0) const;
  [[nodiscard]] const std::string& string() const;
  [[nodiscard]] const Array& items() const;
  [[nodiscard]] const Object& members() const;

  [[nodiscard]] const Value& operator[](std::string_view name) const;  // a member; null when there is none

  Value& set(std::string_view name, Value value);  // null becomes an object; the place of a replaced member stays. Returns *this
  Value& add(Value value);                         // null becomes an array. Returns *this

  // Calls with std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array or Object.
  template <class Visitor>
  decltype(auto) visit(Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), data_);
  }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object> data_;
};

// Reads one document (RFC 8259). Refused: anything after it, the same name twice in one object, more than kMaxDepth levels.
// The place of an Error, where reading stopped, is "source:line:col", or "line:col" without a source.
inline constexpr std::size_t kMaxDepth = 64;
Result<Value> parse(std::string_view text, std::string_view source = {});

// Writes one document; never fails. Bytes that are no UTF-8 become U+FFFD, numbers that JSON lacks (NaN, infinity) null.
// `indent` spaces a level; negative: all on one line.
std::string dump(const Value& value, int indent = -1);

}  // namespace vigilcast::json
