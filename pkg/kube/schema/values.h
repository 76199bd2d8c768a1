// Single values between JSON and C++. Reading tells the mistake and leaves the value as it was; writing gives what reading takes.
#pragma once

#include <concepts>
#include <type_traits>

#include "bgp/wire/attr/communities.h"
#include "bgp/wire/attr/extended_communities.h"
#include "bgp/wire/attr/large_communities.h"
#include "bgp/wire/family.h"
#include "healthcheck/spec.h"
#include "pkg/base/ip.h"
#include "pkg/base/time.h"
#include "pkg/kube/object.h"
#include "pkg/kube/resources/address_range.h"
#include "pkg/kube/schema/field.h"

namespace vigilcast::kube {

inline constexpr std::array<std::string_view, 2> kFamilyWords{"ipv4-unicast", "ipv6-unicast"};

void read_value(bool& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(std::string& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(Duration& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(IpAddress& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(Prefix& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(AddressRange& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(bgp::Family& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(bgp::Community& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(bgp::LargeCommunity& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(bgp::ExtendedCommunity& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(health::StatusRange& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);
void read_value(Labels& to, const json::Value& value, const FieldDoc& doc, const Reader& reader);

std::optional<std::int64_t> read_integer(const json::Value& value, const FieldDoc& doc, const Reader& reader);
std::optional<std::size_t> read_word(const json::Value& value, const FieldDoc& doc, const Reader& reader);  // which of the words
const json::Value::Array* read_items(const json::Value& value, const FieldDoc& doc, const Reader& reader);  // a list within its limits

// The limits of a field keep the number within its type; the test of the tables sees to it.
template <std::integral T>
void read_value(T& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  if (const auto number = read_integer(value, doc, reader)) to = static_cast<T>(*number);
}

// Enumerators are in the order of FieldDoc::words.
template <class T>
  requires std::is_enum_v<T>
void read_value(T& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  if (const auto at = read_word(value, doc, reader)) to = static_cast<T>(*at);
}

template <class T>
void read_value(std::optional<T>& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  T read{};
  read_value(read, value, doc, reader);
  to = std::move(read);
}

template <class T>
void read_value(std::vector<T>& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  const auto* items = read_items(value, doc, reader);
  if (items == nullptr) return;
  to.clear();
  for (std::size_t i = 0; i < items->size(); ++i) read_value(to.emplace_back(), (*items)[i], doc, reader.at(i));
}

json::Value write_value(bool value, const FieldDoc& doc);
json::Value write_value(const std::string& value, const FieldDoc& doc);  // empty: null
json::Value write_value(Duration value, const FieldDoc& doc);
json::Value write_value(const IpAddress& value, const FieldDoc& doc);
json::Value write_value(const Prefix& value, const FieldDoc& doc);
json::Value write_value(const AddressRange& value, const FieldDoc& doc);
json::Value write_value(const bgp::Family& value, const FieldDoc& doc);
json::Value write_value(const bgp::Community& value, const FieldDoc& doc);
json::Value write_value(const bgp::LargeCommunity& value, const FieldDoc& doc);
json::Value write_value(const bgp::ExtendedCommunity& value, const FieldDoc& doc);
json::Value write_value(const health::StatusRange& value, const FieldDoc& doc);
json::Value write_value(const Labels& value, const FieldDoc& doc);

template <std::integral T>
  requires(!std::same_as<T, bool>)
json::Value write_value(T value, const FieldDoc& /*doc*/) {
  return {value};
}

template <class T>
  requires std::is_enum_v<T>
json::Value write_value(T value, const FieldDoc& doc) {
  return {doc.words[static_cast<std::size_t>(value)]};
}

template <class T>
json::Value write_value(const std::optional<T>& value, const FieldDoc& doc) {
  return value ? write_value(*value, doc) : json::Value();
}

template <class T>
json::Value write_value(const std::vector<T>& values, const FieldDoc& doc) {
  json::Value out;
  for (const T& value : values) out.add(write_value(value, doc));
  return out;
}

}  // namespace vigilcast::kube
