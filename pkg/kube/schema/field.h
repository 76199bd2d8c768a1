// One table per object of our own kinds: its keys with kind, limits, default, words for people, and how the value gets into the C++ object and out of it.
// Reading, writing, the CRD's schema with its CEL rules, and the reference in docs/kubernetes.md derive from it. To add a key: one row.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/json/value.h"
#include "pkg/kube/schema/reader.h"

namespace vigilcast::kube {

// What a value is. How each is written, checked and explained is a row of kind.cpp.
enum class ValueKind : std::uint8_t {
  text,
  boolean,
  integer,
  word,  // one of FieldDoc::words
  duration,
  seconds,  // a duration in whole seconds
  time,
  asn,
  ip,       // any address
  host,     // the address of one host
  address,  // the same, not link-local
  device,   // an interface or VRF
  prefix,
  address_range,
  community,
  large_community,
  extended_community,
  name,  // of an object
  secret_key,
  label_key,
  label_value,
  port_or_name,
  status_range,
  probe_url,
  http_host,
  http_path,
  header_name,
  header_value,
  object,
};

// list: written and owned as a whole. set: no value twice; who applies a part owns that part. keyed: objects, told apart by FieldDoc::map_key.
enum class Shape : std::uint8_t { one, list, set, keyed, map_of_text };

// What the API server checks (CEL), and the sentence that it says otherwise. `path`: the field that is meant, where it is not the object itself.
// `expression`: the sentence with the value in it (CEL), for API servers show the type of a value only.
struct Rule {
  std::string cel;
  std::string message;
  std::string path = {};
  std::string expression = {};
};

struct ObjectDoc;

struct FieldDoc {
  std::string_view key;
  ValueKind kind = ValueKind::text;
  Shape shape = Shape::one;
  std::string_view map_key = {};
  bool required = false;
  std::string_view fallback = {};        // JSON: the API server fills it in
  std::string_view fallback_words = {};  // what holds where nothing is filled in, for people
  std::optional<std::int64_t> least = {}, most = {};
  std::string_view shortest = {}, longest = {};  // durations
  bool or_zero = false;                          // "0s" is below `shortest` and possible all the same
  std::span<const std::string_view> words = {};
  std::optional<std::size_t> max_length = {};  // instead of the kind's
  std::optional<std::size_t> min_items = {}, max_items = {};
  ObjectDoc (*object)() = nullptr;
  std::vector<Rule> rules = {};  // of the value itself, or of the list as a whole
  std::string_view text;
};

struct ObjectDoc {
  std::string_view name;
  std::string_view text;
  std::vector<FieldDoc> fields;
  std::vector<Rule> rules;
  bool atomic = false;  // applied as a whole
};

template <class T>
struct Field {
  FieldDoc doc;
  void (*set)(T& object, const json::Value& value, const FieldDoc& doc, const Reader& reader);
  json::Value (*get)(const T& object, const FieldDoc& doc);  // null: nothing to write
};

template <class T>
struct Table {
  std::string_view name;
  std::string_view text;
  std::vector<Field<T>> fields;
  std::vector<Rule> rules = {};
  // What is wrong between fields, and what follows from others; after all fields were read.
  void (*complete)(T& object, const Reader& reader) = nullptr;
  bool atomic = false;
};

template <class T>
ObjectDoc doc_of(const Table<T>& table) {
  ObjectDoc out{table.name, table.text, {}, table.rules, table.atomic};
  for (const Field<T>& field : table.fields) out.fields.push_back(field.doc);
  return out;
}

}  // namespace vigilcast::kube
