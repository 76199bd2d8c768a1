// The update as ExaBGP's "First BGP Session" guide documents it: message.announce and message.withdraw keyed by family and prefix, and the same
// once more under message.update, so that both of the guide's receiving scripts read it.
#include <map>

#include "bgp/wire/nlri/all.h"
#include "pkg/base/json_writer.h"
#include "pkg/exabgp/api/messages.h"

namespace vigilcast::exabgp {
namespace {

using Families = std::map<std::string, std::string>;  // family name -> members keyed by prefix

void add(Families& families, bgp::Family family, const bgp::Nlri& nlri, const std::string& value) {
  std::string& members = families[bgp::family_name(family)];
  if (!members.empty()) members += ", ";
  append_json_string(members, bgp::nlri_text(nlri));
  members += ": " + value;
}

std::string object(const Families& families) {
  std::string out = "{ ";
  for (const auto& [family, members] : families) out += (out.size() > 2 ? ", \"" : "\"") + family + "\": { " + members + " }";
  return out + " }";
}

}  // namespace

std::string guide_update(const bgp::Update& update, bgp::Dialect dialect) {
  if (update.end_of_rib) {
    return "{ \"eor\": { \"afi\" : \"" + std::string(bgp::afi_name(update.end_of_rib->afi)) + "\", \"safi\" : \"" +
           std::string(bgp::safi_name(update.end_of_rib->safi)) + "\" } }";
  }
  Families announced, withdrawn;
  for (const auto& run : update.announced) {
    const std::string value = run.next_hop.address ? "[ { \"next-hop\": \"" + run.next_hop.address->to_string() + "\" } ]" : "[ { } ]";
    for (const bgp::Nlri& nlri : run.nlri) add(announced, run.family, nlri, value);
  }
  for (const auto& run : update.withdrawn) {
    for (const bgp::Nlri& nlri : run.nlri) add(withdrawn, run.family, nlri, "[ { } ]");
  }
  std::string routes;
  if (!announced.empty()) routes += ", \"announce\": " + object(announced);
  if (!withdrawn.empty()) routes += ", \"withdraw\": " + object(withdrawn);
  std::string attributes;
  update.attributes.append_json(attributes, dialect);
  return "{ \"update\": { \"attribute\": { " + attributes + " }" + routes + " }" + routes + " }";
}

}  // namespace vigilcast::exabgp
