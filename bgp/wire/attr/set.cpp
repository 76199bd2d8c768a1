#include "bgp/wire/attr/set.h"

#include <algorithm>
#include <functional>
#include <string_view>

namespace vigilcast::bgp {
namespace {

std::string hex(std::uint8_t octet) { return "0x" + to_hex(ByteView(&octet, 1)); }

void append_key(std::string& out, const Attribute& attribute, Dialect dialect) {
  std::visit(
      [&]<class A>(const A& value) {
        if constexpr (std::is_same_v<A, UnknownAttribute>) {
          out.append(A::kDescriptor.name).append("-" + hex(value.code) + "-" + hex(value.flags));
        } else if (A::kDescriptor.named_since > dialect) {
          out += "attribute-" + hex(A::kDescriptor.code) + "-" + hex(A::kDescriptor.flags);
        } else {
          out += A::kDescriptor.name;
        }
      },
      attribute);
}

// What a version without a word for the attribute prints: its octets, marked as passed on by one who does not know it.
std::optional<Attribute> without_word(const Attribute& attribute, Dialect dialect) {
  return std::visit(
      [&]<class A>(const A& value) -> std::optional<Attribute> {
        if (A::kDescriptor.since <= dialect) return std::nullopt;
        UnknownAttribute raw{code_of(attribute), static_cast<std::uint8_t>(A::kDescriptor.flags | attribute_flag::partial), {}};
        value.encode(raw.value, Negotiated{});
        return raw;
      },
      attribute);
}

// ExaBGP 5 and later leave an empty path out; 4.2 prints "[]".
bool is_silent(const Attribute& attribute, Dialect dialect) {
  const auto* path = std::get_if<AsPath>(&attribute);
  return path != nullptr && path->empty() && dialect >= Dialect::v5_0;
}

}  // namespace

std::uint8_t code_of(const Attribute& attribute) {
  return std::visit(
      []<class A>(const A& value) -> std::uint8_t {
        if constexpr (std::is_same_v<A, UnknownAttribute>) {
          return value.code;
        } else {
          return A::kDescriptor.code;
        }
      },
      attribute);
}

void AttributeSet::set(Attribute attribute) {
  constexpr std::size_t kUsual = 8;  // attributes of a route: one allocation
  if (all_.capacity() == 0) all_.reserve(kUsual);
  const std::uint8_t code = code_of(attribute);
  // Attributes mostly come in order: look from the back.
  auto at = all_.end();
  while (at != all_.begin() && code_of(*std::prev(at)) > code) --at;
  if (at != all_.begin() && code_of(*std::prev(at)) == code) {
    *std::prev(at) = std::move(attribute);
  } else {
    all_.insert(at, std::move(attribute));
  }
}

void AttributeSet::erase(std::uint8_t code) {
  std::erase_if(all_, [&](const Attribute& attribute) { return code_of(attribute) == code; });
}

std::string AttributeSet::text(Dialect dialect) const {
  std::string out;
  for (const Attribute& attribute : all_) {
    if (dialect == Dialect::v6 && is_silent(attribute, dialect)) continue;
    const auto raw = without_word(attribute, dialect);
    std::visit(
        [&]<class A>(const A& value) {
          out += ' ';
          out += A::kDescriptor.name;
          out += ' ';
          const std::size_t before = out.size();
          value.append_text(out, dialect);
          if (out.size() == before) out.pop_back();  // atomic-aggregate has no value
        },
        raw ? *raw : attribute);
  }
  return out;
}

void AttributeSet::append_json(std::string& out, Dialect dialect) const {
  bool first = true;
  for (const Attribute& attribute : all_) {
    if (is_silent(attribute, dialect)) continue;
    const auto raw = without_word(attribute, dialect);
    const Attribute& printed = raw ? *raw : attribute;
    if (!first) out += ", ";
    first = false;
    out += '"';
    append_key(out, printed, dialect);
    out += "\": ";
    std::visit([&](const auto& value) { value.append_json(out, dialect); }, printed);
  }
}

std::size_t hash_of(const AttributeSet& attributes) {
  Negotiated four_octets;
  four_octets.as4 = true;
  Bytes bytes;
  for (const Attribute& attribute : attributes) encode_attribute(bytes, attribute, four_octets);
  return std::hash<std::string_view>{}(as_text(bytes));
}

}  // namespace vigilcast::bgp
