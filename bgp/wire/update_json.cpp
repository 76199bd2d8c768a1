#include <algorithm>
#include <compare>

#include "bgp/wire/json.h"
#include "bgp/wire/nlri/all.h"

namespace vigilcast::bgp {
namespace {

struct Form {
  Dialect dialect;
  bool compact;
};

bool is_prefix_alone(const Nlri& nlri) { return (nlri.family.safi == Safi::unicast || nlri.family.safi == Safi::multicast) && nlri.path_id == 0; }

void append_nlri_list(std::string& out, const std::vector<Nlri>& nlri, const NextHop& next_hop, Form form) {
  for (const Nlri& one : nlri) {
    if (&one != &nlri.front()) out += ", ";
    if (form.compact && is_prefix_alone(one)) {
      out += "\"" + prefix_of(one).to_string() + "\"";
    } else {
      append_nlri_json(out, one, next_hop, form.dialect);
    }
  }
}

std::string next_hop_key(const NextHop& next_hop) { return next_hop.address ? next_hop.address->to_string() : "no-nexthop"; }

// Routes under one of their next hops.
struct Listed {
  Family family;
  std::string next_hop;
  const Announced* routes;
  friend auto operator<=>(const Listed&, const Listed&) = default;
};

std::vector<Listed> listed(const std::vector<Announced>& announced) {
  std::vector<Listed> out;
  for (const Announced& routes : announced) {
    for (const NextHop& next_hop : one_by_one(routes.next_hop)) out.emplace_back(routes.family, next_hop_key(next_hop), &routes);
  }
  std::ranges::sort(out);
  return out;
}

// Nearly every message has one part under one next hop; of more, how they are joined is in append_announced().
void append_part(std::string& out, const Announced& routes, Form form) {
  out.append("\"").append(family_name(routes.family)).append("\": { \"").append(next_hop_key(routes.next_hop)).append("\": [ ");
  append_nlri_list(out, routes.nlri, routes.next_hop, form);
  out += " ] }";
}

// One object per family, and in it one list per next hop, however the message had divided them.
void append_announced(std::string& out, const std::vector<Announced>& announced, Form form) {
  if (announced.size() == 1 && !announced.front().next_hop.link_local) return append_part(out, announced.front(), form);
  const std::vector<Listed> all = listed(announced);
  const Listed* last = nullptr;
  for (const Listed& one : all) {
    const bool same_family = last != nullptr && last->family == one.family;
    const bool same_next_hop = same_family && last->next_hop == one.next_hop;
    if (last != nullptr && !same_next_hop) out += same_family ? " ], " : " ] }, ";
    if (!same_family) out += "\"" + family_name(one.family) + "\": { ";
    out += same_next_hop ? ", " : "\"" + one.next_hop + "\": [ ";
    append_nlri_list(out, one.routes->nlri, one.routes->next_hop, form);
    last = &one;
  }
  if (last != nullptr) out += " ] }";
}

void append_withdrawn(std::string& out, const std::vector<Withdrawn>& withdrawn, Form form) {
  for (const Withdrawn& routes : withdrawn) {
    if (&routes != &withdrawn.front()) out += ", ";
    out += "\"" + family_name(routes.family) + "\": [ ";
    append_nlri_list(out, routes.nlri, {}, form);
    out += " ]";
  }
}

void append_end_of_rib(std::string& out, Family family) {
  out += "{ \"eor\": { \"afi\" : \"" + std::string(afi_name(family.afi)) + "\", \"safi\" : \"" + std::string(safi_name(family.safi)) + "\" } }";
}

}  // namespace

void append_update_json(std::string& out, const Update& update, Dialect dialect, bool compact) {
  if (update.end_of_rib) return append_end_of_rib(out, *update.end_of_rib);
  out += "{ \"update\": { ";
  const std::size_t start = out.size();
  const auto member = [&](std::string_view name) {
    if (out.size() != start) out += ", ";
    out += "\"" + std::string(name) + "\": { ";
  };
  if (!update.attributes.empty()) {
    member("attribute");
    const std::size_t before = out.size();
    update.attributes.append_json(out, dialect);
    out += out.size() == before ? "}" : " }";
  }
  if (!update.announced.empty()) {
    member("announce");
    append_announced(out, update.announced, {dialect, compact});
    out += " }";
  }
  if (!update.withdrawn.empty()) {
    member("withdraw");
    append_withdrawn(out, update.withdrawn, {dialect, compact});
    out += " }";
  }
  out += out.size() == start ? "} }" : " } }";
}

}  // namespace vigilcast::bgp
