#include "pkg/exabgp/api/route_object.h"

#include <algorithm>

#include "bgp/wire/attr/all.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/json_writer.h"
#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

// " community [ 65000:1 no-export ]" as "community": ["65000:1", "no-export"].
std::string list_of_words(std::string_view text) {
  std::string out;
  const auto all = words(text);
  for (const std::string_view word : std::span(all).subspan(1)) {
    if (word != "[" && word != "]") out += (out.empty() ? "" : ", ") + json_string(word);
  }
  return json_string(all.front()) + ": [" + out + "]";
}

std::string attribute_members(const bgp::AttributeSet& attributes) {
  std::string out;
  for (const bgp::Attribute& attribute : attributes) {
    bgp::AttributeSet one;
    one.set(attribute);
    if (!out.empty()) out += ", ";
    const bool listed = one.has<bgp::Communities>() || one.has<bgp::ExtendedCommunities>() || one.has<bgp::LargeCommunities>();
    if (listed) {
      out += list_of_words(one.text());
    } else {
      one.append_json(out);
    }
  }
  return out;
}

}  // namespace

std::string route_object(const bgp::Nlri& nlri, const bgp::NextHop& next_hop, const bgp::AttributeSet& attributes) {
  std::string out = R"({"nlri": {"prefix": ")" + bgp::prefix_of(nlri).to_string() + '"';
  if (next_hop.address) out += R"(, "nexthop": ")" + next_hop.address->to_string() + '"';
  out += R"(, "family": {"afi": ")" + std::string(bgp::afi_name(nlri.family.afi)) + R"(", "safi": ")" + std::string(bgp::safi_name(nlri.family.safi)) + "\"}";
  if (!next_hop.labels.view().empty()) {
    out += ", ";
    bgp::append_labels_json(out, bgp::read_labels(next_hop.labels.view()), false);
  }
  const std::string text = bgp::nlri_text(nlri);
  if (const auto rd = text.rfind(" rd "); rd != std::string::npos) out += R"(, "rd": )" + json_string(text.substr(rd + 4));
  return out + R"(}, "attributes": {)" + attribute_members(attributes) + "}}";
}

}  // namespace vigilcast::exabgp
