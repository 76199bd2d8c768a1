#include <nlohmann/json.hpp>

#include "pkg/json/value.h"

namespace vigilcast::json {
namespace {

using Library = nlohmann::ordered_json;

Library to_library(const Value& value);

struct Conversion {
  Library operator()(std::monostate) const { return nullptr; }
  Library operator()(const Value::Array& items) const {
    Library::array_t out;
    out.reserve(items.size());
    for (const Value& item : items) out.push_back(to_library(item));
    return out;
  }
  // Members go into the library's vector directly: its own insertion would look every name up again.
  Library operator()(const Value::Object& members) const {
    Library out = Library::object();
    auto& all = out.get_ref<Library::object_t&>();
    all.reserve(members.size());
    for (const auto& [name, member] : members) all.Container::emplace_back(name, to_library(member));
    return out;
  }
  Library operator()(const auto& scalar) const { return scalar; }
};

Library to_library(const Value& value) { return value.visit(Conversion{}); }

}  // namespace

std::string dump(const Value& value, int indent) { return to_library(value).dump(indent, ' ', false, Library::error_handler_t::replace); }

}  // namespace vigilcast::json
