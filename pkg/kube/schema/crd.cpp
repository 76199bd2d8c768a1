#include "pkg/kube/schema/crd.h"

#include <algorithm>
#include <limits>

#include "pkg/base/text.h"
#include "pkg/json/yaml.h"
#include "pkg/kube/schema/kind.h"

namespace vigilcast::kube {
namespace {

using json::Value;

constexpr std::string_view kVersion = "v1alpha1";

Value texts(const auto& words) {
  Value out = Value::array();
  for (const auto& word : words) out.add(std::string_view(word));
  return out;
}

void set_rules(Value& schema, const std::vector<Rule>& rules) {
  Value list = Value::array();
  for (const Rule& rule : rules) {
    Value item;
    item.set("rule", rule.cel).set("message", rule.message);
    if (!rule.expression.empty()) item.set("messageExpression", rule.expression);
    if (!rule.path.empty()) item.set("fieldPath", rule.path);
    list.add(std::move(item));
  }
  if (!list.items().empty()) schema.set("x-kubernetes-validations", std::move(list));
}

// Numbers beyond 32 bits say so: an API server refuses a maximum that the format cannot hold.
void set_number_limits(Value& schema, const FieldDoc& field) {
  const bool wide = field.most.value_or(0) > std::numeric_limits<std::int32_t>::max();
  schema.set("format", wide ? "int64" : "int32");
  if (field.least) schema.set("minimum", *field.least);
  if (field.most && !wide) schema.set("maximum", *field.most);
}

// One value of the field: the whole of it, or an item of its list.
Value value_schema(const FieldDoc& field) {
  if (field.object != nullptr) return schema_of(field.object());
  const KindRow& row = row_of(field.kind);
  Value schema = Value::object();
  if (row.type.empty()) {
    schema.set("x-kubernetes-int-or-string", true);
  } else {
    schema.set("type", row.type);
  }
  if (row.type == "integer") {
    set_number_limits(schema, field);
  } else if (!row.format.empty()) {
    schema.set("format", row.format);
  }
  if (field.kind == ValueKind::word) schema.set("enum", texts(field.words));
  const std::size_t length = field.max_length.value_or(row.max_length);
  if (field.kind == ValueKind::text && field.required) schema.set("minLength", field.key == "message" ? 0 : 1);
  if (length != 0) schema.set("maxLength", length);
  set_rules(schema, rules_of(field));
  return schema;
}

Value list_schema(const FieldDoc& field) {
  Value schema;
  schema.set("type", "array");
  if (field.min_items) schema.set("minItems", *field.min_items);
  if (field.max_items) schema.set("maxItems", *field.max_items);
  schema.set("x-kubernetes-list-type", field.shape == Shape::set ? "set" : field.shape == Shape::keyed ? "map" : "atomic");
  if (field.shape == Shape::keyed) schema.set("x-kubernetes-list-map-keys", Value::array().add(field.map_key));
  schema.set("items", value_schema(field));
  return schema;
}

Value map_schema(const FieldDoc& field) {
  Value schema;
  schema.set("type", "object");
  if (field.max_items) schema.set("maxProperties", *field.max_items);
  schema.set("additionalProperties", value_schema(field));
  const KindRow& name = row_of(ValueKind::label_key);
  set_rules(schema, {{"self.all(key, " + cel_matches("key", name.pattern) + ")", "a key " + name.verdict}});
  return schema;
}

// What the API server does not fill in is said.
std::string description_of(const FieldDoc& field) {
  std::string text(field.text);
  if (!field.fallback_words.empty()) text += " Left out: " + std::string(field.fallback_words) + ".";
  return text;
}

Value field_schema(const FieldDoc& field) {
  const Value shape = field.shape == Shape::one ? value_schema(field) : field.shape == Shape::map_of_text ? map_schema(field) : list_schema(field);
  Value schema;
  schema.set("description", description_of(field));
  for (const auto& [name, member] : shape.members()) {
    if (name != "description") schema.set(name, member);  // the words of the key, not those of the object
  }
  if (!field.fallback.empty()) schema.set("default", json::parse(field.fallback).value_or(Value()));
  return schema;
}

Value root_schema(const OwnKind& kind) {
  Value properties;
  properties.set("apiVersion", Value::object().set("type", "string")).set("kind", Value::object().set("type", "string"));
  properties.set("metadata", Value::object().set("type", "object"));
  if (!kind.spec.fields.empty()) properties.set("spec", schema_of(kind.spec).set("description", "What is wanted."));
  properties.set("status", schema_of(kind.status).set("description", "What is. Written by vigilcast."));
  Value schema;
  schema.set("description", kind.spec.text).set("type", "object");
  if (!kind.spec.fields.empty()) schema.set("required", Value::array().add("spec"));
  schema.set("properties", std::move(properties));
  set_rules(schema, kind.rules);
  return schema;
}

Value columns_of(const OwnKind& kind) {
  Value out = Value::array();
  for (const Column& column : kind.columns) {
    Value item;
    item.set("name", column.name).set("type", column.type).set("jsonPath", column.path);
    if (column.wide) item.set("priority", 1);
    out.add(std::move(item));
  }
  return out;
}

Value names_of(const OwnKind& kind) {
  Value names;
  names.set("kind", kind.info.kind).set("listKind", std::string(kind.info.kind) + "List").set("plural", kind.info.plural);
  names.set("singular", to_lower(kind.info.kind)).set("shortNames", Value::array().add(kind.short_name));
  names.set("categories", Value::array().add("vigilcast"));
  return names;
}

}  // namespace

Value schema_of(const ObjectDoc& object) {
  Value schema;
  schema.set("description", object.text).set("type", "object");
  Value required = Value::array();
  Value properties = Value::object();
  for (const FieldDoc& field : object.fields) {
    if (field.required) required.add(field.key);
    properties.set(field.key, field_schema(field));
  }
  if (!required.items().empty()) schema.set("required", std::move(required));
  if (!object.fields.empty()) schema.set("properties", std::move(properties));
  if (object.atomic) schema.set("x-kubernetes-map-type", "atomic");
  set_rules(schema, object.rules);
  return schema;
}

Value crd_of(const OwnKind& kind) {
  Value version;
  version.set("name", kVersion).set("served", true).set("storage", true);
  version.set("subresources", Value::object().set("status", Value::object()));
  version.set("additionalPrinterColumns", columns_of(kind));
  version.set("schema", Value::object().set("openAPIV3Schema", root_schema(kind)));
  Value spec;
  spec.set("group", kGroup).set("scope", kind.info.namespaced ? "Namespaced" : "Cluster").set("names", names_of(kind));
  spec.set("versions", Value::array().add(std::move(version)));
  Value crd;
  crd.set("apiVersion", "apiextensions.k8s.io/v1").set("kind", "CustomResourceDefinition");
  crd.set("metadata", Value::object().set("name", std::string(kind.info.plural) + "." + std::string(kGroup)));
  crd.set("spec", std::move(spec));
  return crd;
}

std::string crd_yaml(const OwnKind& kind) { return "# Printed by `vigilcast crd " + std::string(kind.info.kind) + "`.\n" + json::to_yaml(crd_of(kind)); }

std::string crd_file_name(const OwnKind& kind) { return std::string(kGroup) + "_" + std::string(kind.info.plural) + ".yaml"; }

}  // namespace vigilcast::kube
