#include "bgp/rib/route.h"

namespace vigilcast::bgp {

std::string_view owner_kind_name(OwnerKind kind) {
  switch (kind) {
    case OwnerKind::config: return "config";
    case OwnerKind::process: return "process";
    case OwnerKind::policy: return "policy";
    case OwnerKind::operator_: return "operator";
  }
  return "";
}

std::string Owner::to_string() const {
  std::string out(kind == OwnerKind::policy ? "service" : owner_kind_name(kind));  // a policy's name is its service's
  if (!name.empty()) out += " " + name;
  return out;
}

unsigned precedence(OwnerKind kind) {
  switch (kind) {
    case OwnerKind::config:
    case OwnerKind::process: return 0;
    case OwnerKind::policy: return 1;
    case OwnerKind::operator_: return 2;
  }
  return 0;
}

SharedAttributes no_attributes() {
  static const SharedAttributes none = std::make_shared<const AttributeSet>();
  return none;
}

}  // namespace vigilcast::bgp
