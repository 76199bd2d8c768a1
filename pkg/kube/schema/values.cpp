#include "pkg/kube/schema/values.h"

#include <algorithm>
#include <limits>

#include "pkg/base/text.h"
#include "pkg/kube/schema/kind.h"

namespace vigilcast::kube {
namespace {

std::string_view shown(const json::Value& value) {
  if (value.is_string()) return "text";
  if (value.is_bool()) return "true or false";
  if (value.is_number()) return "a number";
  return value.is_array() ? "a list" : value.is_object() ? "an object" : "nothing";
}

void refuse_type(const Reader& reader, std::string_view expected, const json::Value& value) {
  reader.refuse(std::string(expected) + " is expected, and this is " + std::string(shown(value)));
}

// A text of the field's kind, by length and pattern.
const std::string* read_text(const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  if (!value.is_string()) {
    refuse_type(reader, "text", value);
    return nullptr;
  }
  const std::string why = why_not(doc, value.string());
  if (!why.empty()) reader.refuse(why);
  return why.empty() ? &value.string() : nullptr;
}

std::string with_hint(const Error& error) { return error.hint.empty() ? error.text : error.text + ": " + error.hint; }

// By the parser of the type itself.
template <class T>
bool parse_into(T& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  const std::string* text = read_text(value, doc, reader);
  if (text == nullptr) return false;
  auto parsed = T::parse(*text);
  if (!parsed) {
    reader.refuse(with_hint(parsed.error()));
    return false;
  }
  to = *std::move(parsed);
  return true;
}

std::string outside(const FieldDoc& doc, std::int64_t number) {
  const bool small = doc.least && number < *doc.least;
  return std::to_string(number) + " is " + (small ? "too small: at least " + std::to_string(*doc.least) : too_large(doc));
}

// Of a set the same value, of keyed objects the same key.
void refuse_twice(const json::Value::Array& items, const FieldDoc& doc, const Reader& reader) {
  if (doc.shape != Shape::set && doc.shape != Shape::keyed) return;
  const auto key = [&](const json::Value& item) -> const json::Value& { return doc.shape == Shape::keyed ? item[doc.map_key] : item; };
  const std::string what = doc.shape == Shape::keyed ? "this " + std::string(doc.map_key) : "this";
  for (auto at = items.begin(); at != items.end(); ++at) {
    const bool seen = std::any_of(items.begin(), at, [&](const json::Value& earlier) { return key(earlier) == key(*at); });
    if (seen) reader.at(static_cast<std::size_t>(at - items.begin())).refuse(what + " is in the list twice");
  }
}

std::string quoted(std::string_view text) { return "'" + printable(text) + "'"; }

}  // namespace

void read_value(bool& to, const json::Value& value, const FieldDoc& /*doc*/, const Reader& reader) {
  if (!value.is_bool()) return refuse_type(reader, "true or false", value);
  to = value.boolean();
}

void read_value(std::string& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  if (doc.kind == ValueKind::port_or_name && value.is_integer()) {
    FieldDoc port = doc;
    port.least = 1;
    port.most = std::numeric_limits<std::uint16_t>::max();
    if (const auto number = read_integer(value, port, reader)) to = std::to_string(*number);
  } else if (const std::string* text = read_text(value, doc, reader)) {
    to = *text;
  }
}

void read_value(Duration& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  const std::string* text = read_text(value, doc, reader);
  if (text == nullptr) return;
  const auto duration = parse_duration(*text);
  if (!duration) return reader.refuse(with_hint(duration.error()));
  const auto limit = [](std::string_view words) { return parse_duration(words).value_or(Duration{}); };
  if (*duration < limit(doc.shortest) && !(doc.or_zero && *duration == Duration{})) {
    return reader.refuse(quoted(*text) + " is too short: " + (doc.or_zero ? "0s or at least " : "at least ") + std::string(doc.shortest));
  }
  if (!doc.longest.empty() && *duration > limit(doc.longest)) return reader.refuse(quoted(*text) + " is too long: at most " + std::string(doc.longest));
  to = *duration;
}

void read_value(IpAddress& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  IpAddress address;
  if (!parse_into(address, value, doc, reader)) return;
  const bool host = doc.kind == ValueKind::host || doc.kind == ValueKind::address;
  if (host && (address.is_unspecified() || address.is_multicast())) return reader.refuse(quoted(value.string()) + " " + kNotOneHost);
  if (doc.kind == ValueKind::address && address.is_v6() && address.is_link_local()) return reader.refuse(quoted(value.string()) + " " + kLinkLocal);
  to = address;
}

void read_value(Prefix& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) { parse_into(to, value, doc, reader); }
void read_value(AddressRange& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) { parse_into(to, value, doc, reader); }
void read_value(bgp::Community& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) { parse_into(to, value, doc, reader); }
void read_value(bgp::LargeCommunity& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) { parse_into(to, value, doc, reader); }
void read_value(bgp::ExtendedCommunity& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) { parse_into(to, value, doc, reader); }

void read_value(bgp::Family& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  if (const auto at = read_word(value, doc, reader)) to = *at == 0 ? bgp::kIpv4Unicast : bgp::kIpv6Unicast;
}

void read_value(health::StatusRange& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  const std::string text = value.is_integer() ? std::to_string(value.integer()) : value.string();
  if (!value.is_integer() && !value.is_string()) return refuse_type(reader, "a number or text", value);
  const std::string why = why_not(doc, text);
  if (!why.empty()) return reader.refuse(why);
  const auto parts = split(text, '-');
  const health::StatusRange range{parse_number<unsigned>(parts.front()).value_or(0), parse_number<unsigned>(parts.back()).value_or(0)};
  if (range.first > range.last) return reader.refuse("the range " + text + " ends before it begins");
  to = range;
}

void read_value(Labels& to, const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  if (!value.is_object()) return refuse_type(reader, "a map of labels", value);
  to.clear();
  for (const auto& [key, item] : value.members()) {
    std::string text;
    if (const std::string why = why_not({.key = key, .kind = ValueKind::label_key, .text = {}}, key); !why.empty()) reader.refuse(why);
    read_value(text, item, doc, reader.at(key));
    to.emplace(key, std::move(text));
  }
}

std::optional<std::int64_t> read_integer(const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  if (!value.is_integer()) {
    refuse_type(reader, "a whole number", value);
    return std::nullopt;
  }
  const std::int64_t number = value.integer(std::numeric_limits<std::int64_t>::max());
  if ((doc.least && number < *doc.least) || (doc.most && number > *doc.most)) {
    reader.refuse(outside(doc, number));
    return std::nullopt;
  }
  const auto* reserved = std::ranges::find(kReservedAsns, number, &ReservedAsn::number);
  if (doc.kind == ValueKind::asn && reserved != kReservedAsns.end()) {
    reader.refuse(reserved->sentence);
    return std::nullopt;
  }
  return number;
}

std::optional<std::size_t> read_word(const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  const std::string* text = read_text(value, doc, reader);
  if (text == nullptr) return std::nullopt;
  return static_cast<std::size_t>(std::ranges::find(doc.words, *text) - doc.words.begin());
}

const json::Value::Array* read_items(const json::Value& value, const FieldDoc& doc, const Reader& reader) {
  if (!value.is_array()) {
    refuse_type(reader, "a list", value);
    return nullptr;
  }
  const auto& items = value.items();
  if (doc.min_items && items.size() < *doc.min_items) {
    reader.refuse("the list is empty");
    return nullptr;
  }
  if (doc.max_items && items.size() > *doc.max_items) {
    reader.refuse("the list has " + std::to_string(items.size()) + " items: at most " + std::to_string(*doc.max_items) + " are possible");
    return nullptr;
  }
  refuse_twice(items, doc, reader);
  return &items;
}

json::Value write_value(bool value, const FieldDoc& /*doc*/) { return {value}; }
json::Value write_value(const std::string& value, const FieldDoc& doc) {
  if (value.empty()) return {};
  if (doc.kind == ValueKind::port_or_name) {
    if (const auto number = parse_number<std::uint16_t>(value)) return {*number};
  }
  return {value};
}
json::Value write_value(Duration value, const FieldDoc& doc) {
  // Days are a unit of ours alone.
  const bool whole = value % std::chrono::seconds(1) == Duration{};
  if (doc.kind == ValueKind::seconds || whole) return {std::to_string(std::chrono::duration_cast<std::chrono::seconds>(value).count()) + "s"};
  return {format_duration(value)};
}
json::Value write_value(const IpAddress& value, const FieldDoc& /*doc*/) { return {value.to_string()}; }
json::Value write_value(const Prefix& value, const FieldDoc& /*doc*/) { return {value.to_string()}; }
json::Value write_value(const AddressRange& value, const FieldDoc& /*doc*/) { return {value.to_string()}; }
json::Value write_value(const bgp::Family& value, const FieldDoc& doc) { return {doc.words[value == bgp::kIpv6Unicast ? 1 : 0]}; }
json::Value write_value(const bgp::Community& value, const FieldDoc& /*doc*/) { return {value.to_string()}; }
json::Value write_value(const bgp::LargeCommunity& value, const FieldDoc& /*doc*/) { return {value.to_string()}; }
json::Value write_value(const bgp::ExtendedCommunity& value, const FieldDoc& /*doc*/) { return {value.to_string()}; }

json::Value write_value(const health::StatusRange& value, const FieldDoc& /*doc*/) {
  if (value.first == value.last) return {value.first};
  return {std::to_string(value.first) + "-" + std::to_string(value.last)};
}

json::Value write_value(const Labels& value, const FieldDoc& /*doc*/) {
  json::Value out;
  for (const auto& [key, text] : value) out.set(key, text);
  return out;
}

}  // namespace vigilcast::kube
