// Rows of tables, and objects read and written by them.
#pragma once

#include "pkg/base/text.h"
#include "pkg/kube/schema/values.h"

namespace vigilcast::kube {

template <class T>
void read_object(T& object, const json::Value& value, const Table<T>& table, const Reader& reader) {
  if (!value.is_object()) return reader.refuse("an object with the keys of " + std::string(table.name) + " is expected");
  for (const Field<T>& field : table.fields) {
    const json::Value& member = value[field.doc.key];
    if (!member.is_null()) {
      field.set(object, member, field.doc, reader.at(field.doc.key));
    } else if (field.doc.required) {
      reader.at(field.doc.key).refuse("this is missing");
    }
  }
  if (table.complete != nullptr) table.complete(object, reader);
}

template <class T>
json::Value write_object(const T& object, const Table<T>& table) {
  json::Value out = json::Value::object();
  for (const Field<T>& field : table.fields) {
    json::Value member = field.get(object, field.doc);
    if (!member.is_null()) out.set(field.doc.key, std::move(member));
  }
  return out;
}

template <class Member>
struct MemberTraits;
template <class T, class V>
struct MemberTraits<V T::*> {
  using Object = T;
};
template <auto Member>
using ObjectOf = typename MemberTraits<decltype(Member)>::Object;

// A row for a value that values.h can read and write.
template <auto Member>
Field<ObjectOf<Member>> field(FieldDoc doc) {
  using T = ObjectOf<Member>;
  return {std::move(doc),
          [](T& object, const json::Value& value, const FieldDoc& row, const Reader& reader) { read_value(object.*Member, value, row, reader); },
          [](const T& object, const FieldDoc& row) { return write_value(object.*Member, row); }};
}

// An object below another one, perhaps absent, or a list of them.
template <class T>
void read_nested(T& to, const json::Value& value, const Table<T>& table, const FieldDoc& /*doc*/, const Reader& reader) {
  read_object(to, value, table, reader);
}
template <class T>
void read_nested(std::optional<T>& to, const json::Value& value, const Table<T>& table, const FieldDoc& /*doc*/, const Reader& reader) {
  read_object(to.emplace(), value, table, reader);
}
template <class T>
void read_nested(std::vector<T>& to, const json::Value& value, const Table<T>& table, const FieldDoc& doc, const Reader& reader) {
  const auto* items = read_items(value, doc, reader);
  if (items == nullptr) return;
  to.clear();
  for (std::size_t i = 0; i < items->size(); ++i) read_object(to.emplace_back(), (*items)[i], table, reader.at(i));
}
template <class T>
json::Value write_nested(const T& object, const Table<T>& table) {
  return write_object(object, table);
}
template <class T>
json::Value write_nested(const std::optional<T>& object, const Table<T>& table) {
  return object ? write_object(*object, table) : json::Value();
}
template <class T>
json::Value write_nested(const std::vector<T>& objects, const Table<T>& table) {
  json::Value out;
  for (const T& object : objects) out.add(write_object(object, table));
  return out;
}

// A row for a nested object that has a table of its own.
template <auto Member, auto TableOf>
Field<ObjectOf<Member>> object_field(FieldDoc doc) {
  using T = ObjectOf<Member>;
  doc.kind = ValueKind::object;
  doc.object = [] { return doc_of(TableOf()); };
  return {std::move(doc),
          [](T& object, const json::Value& value, const FieldDoc& row, const Reader& reader) { read_nested(object.*Member, value, TableOf(), row, reader); },
          [](const T& object, const FieldDoc& /*row*/) { return write_nested(object.*Member, TableOf()); }};
}

// All mistakes as one Error.
template <class T>
Result<T> read_all(T object, const json::Value& value, const Table<T>& table, std::string path) {
  std::vector<std::string> mistakes;
  read_object(object, value, table, Reader(mistakes, std::move(path)));
  if (!mistakes.empty()) return fail(join(mistakes, "; "));
  return object;
}

}  // namespace vigilcast::kube
