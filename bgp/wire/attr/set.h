// The path attributes of a route as values, sorted by type code; unknown ones are kept byte for byte.
// Attribute is the variant of all known attribute types plus UnknownAttribute; the list is attr/all.h.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bgp/wire/attr/all.h"
#include "bgp/wire/dialect.h"

namespace vigilcast::bgp {

class AttributeSet {
 public:
  template <class A>
  [[nodiscard]] const A* find() const {
    for (const Attribute& attribute : all_) {
      if (const A* found = std::get_if<A>(&attribute)) return found;
    }
    return nullptr;
  }
  template <class A>
  [[nodiscard]] bool has() const {
    return find<A>() != nullptr;
  }
  void set(Attribute attribute);  // replaces one with the same type code
  void erase(std::uint8_t code);

  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] auto begin() const { return all_.begin(); }
  [[nodiscard]] auto end() const { return all_.end(); }

  // " origin igp as-path ( 65001 ) med 100": each attribute preceded by a space, as ExaBGP prints routes. The 4.2 spelling,
  // "as-path [ 65001 ]", is the one that parse_attribute() reads back as the same path.
  [[nodiscard]] std::string text(Dialect dialect = Dialect::v5_0) const;
  // "\"origin\": \"igp\", \"med\": 100": the members of ExaBGP's "attribute" object, without braces.
  void append_json(std::string& out, Dialect dialect = Dialect::v5_0) const;

  friend bool operator==(const AttributeSet&, const AttributeSet&) = default;

 private:
  std::vector<Attribute> all_;  // sorted by type code
};

std::uint8_t code_of(const Attribute& attribute);
std::size_t hash_of(const AttributeSet& attributes);

}  // namespace vigilcast::bgp
