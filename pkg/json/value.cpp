#include "pkg/json/value.h"

#include <algorithm>
#include <limits>

namespace vigilcast::json {

bool Value::boolean(bool fallback) const {
  const bool* value = std::get_if<bool>(&data_);
  return value != nullptr ? *value : fallback;
}

std::int64_t Value::integer(std::int64_t fallback) const {
  if (const auto* value = std::get_if<std::int64_t>(&data_)) return *value;
  const auto* large = std::get_if<std::uint64_t>(&data_);
  const bool fits = large != nullptr && *large <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return fits ? static_cast<std::int64_t>(*large) : fallback;
}

double Value::number(double fallback) const {
  if (const auto* value = std::get_if<double>(&data_)) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&data_)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&data_)) return static_cast<double>(*value);
  return fallback;
}

const std::string& Value::string() const {
  static const std::string none;
  const auto* value = std::get_if<std::string>(&data_);
  return value != nullptr ? *value : none;
}

const Value::Array& Value::items() const {
  static const Array none;
  const auto* value = std::get_if<Array>(&data_);
  return value != nullptr ? *value : none;
}

const Value::Object& Value::members() const {
  static const Object none;
  const auto* value = std::get_if<Object>(&data_);
  return value != nullptr ? *value : none;
}

const Value& Value::operator[](std::string_view name) const {
  static const Value none;
  const Object& all = members();
  const auto at = std::ranges::find(all, name, &Member::first);
  return at != all.end() ? at->second : none;
}

Value& Value::set(std::string_view name, Value value) {
  if (!is_object()) data_ = Object{};
  Object& all = std::get<Object>(data_);
  const auto at = std::ranges::find(all, name, &Member::first);
  if (at != all.end()) {
    at->second = std::move(value);
  } else {
    all.emplace_back(std::string(name), std::move(value));
  }
  return *this;
}

Value& Value::add(Value value) {
  if (!is_array()) data_ = Array{};
  std::get<Array>(data_).push_back(std::move(value));
  return *this;
}

}  // namespace vigilcast::json
