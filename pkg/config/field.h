// One table per object of the YAML file: its keys with kind, default, words for people and a setter. Reading, unknown-key hints, the reference in
// docs/configuration.md and later the JSON Schema derive from it. To add a key: one row.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/yaml/node.h"
#include "pkg/yaml/reader.h"

namespace vigilcast::config {

enum class Kind : std::uint8_t {
  text,
  boolean,
  integer,
  duration,
  asn,
  address,
  prefix,
  endpoint,
  family,
  file,
  url,
  target,
  status,
  expression,
  community,
  large_community,
  extended_community,
  object,
  object_or_withdraw,
};
std::string_view kind_text(Kind kind);  // "duration (`200ms`, `1m30s`)"

enum class Shape : std::uint8_t { one, list, map };  // map: names chosen by the user to values of the kind

struct FieldDoc {
  std::string_view key;
  Kind kind = Kind::text;
  Shape shape = Shape::one;
  std::string_view object = {};    // Kind::object: the table that describes it
  bool required = false;
  std::string_view fallback = {};  // the default as people read it; empty: none
  std::string_view text;
};

struct ObjectDoc {
  std::string_view name;  // "router", "peer", …
  std::string_view text;
  std::vector<FieldDoc> fields;
  std::span<const std::string_view> later;  // keys of the product that this version does not have
};

using ReadFile = std::function<Result<std::string>(const std::string& path)>;

// What every setter may need besides its node.
struct Load {
  yaml::Reader& reader;
  std::string directory;  // of the YAML file, with the final slash; empty: the working directory
  const ReadFile& read_file;
};

template <class T>
struct Field {
  FieldDoc doc;
  void (*set)(T& object, const yaml::Node& node, Load& load);
};

template <class T>
struct Table {
  std::string_view name;
  std::string_view text;
  std::span<const Field<T>> fields;
  std::span<const std::string_view> later;
};

template <class T>
ObjectDoc doc_of(const Table<T>& table) {
  ObjectDoc out{table.name, table.text, {}, table.later};
  for (const Field<T>& field : table.fields) out.fields.push_back(field.doc);
  return out;
}

// The key is not in the table: says whether it belongs to a later version, or which key is near.
void refuse_key(const ObjectDoc& table, const yaml::Node& key, Load& load);

// Fills `object` from a map. Mistakes are told; what could be read is set.
template <class T>
void read_object(T& object, const yaml::Node& node, const Table<T>& table, Load& load) {
  const auto* entries = load.reader.map(node, "a map with the keys of " + std::string(table.name));
  if (entries == nullptr) return;
  for (const yaml::Entry& entry : *entries) {
    const auto field = std::ranges::find_if(table.fields, [&](const Field<T>& row) { return row.doc.key == entry.key.text; });
    if (field == table.fields.end()) {
      refuse_key(doc_of(table), entry.key, load);
    } else if (entry.value.kind != yaml::Node::Kind::refused) {
      field->set(object, entry.value, load);
    }
  }
  for (const Field<T>& field : table.fields) {
    if (!field.doc.required || node.find(field.doc.key) != nullptr) continue;
    load.reader.error(node, "the key '" + std::string(field.doc.key) + "' of " + std::string(table.name) + " is missing", std::string(field.doc.text));
  }
}

}  // namespace vigilcast::config
