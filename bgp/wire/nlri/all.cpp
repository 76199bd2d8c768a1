#include "bgp/wire/nlri/all.h"

#include <algorithm>
#include <array>

#include "bgp/wire/nlri/flow.h"
#include "bgp/wire/nlri/unicast.h"
#include "pkg/base/ip.h"

namespace vigilcast::bgp {
namespace {

// Sorted by family.
constexpr std::array kCodecs{&kIpv4UnicastCodec, &kIpv4FlowCodec, &kIpv6UnicastCodec};
constexpr std::array kFamilies{kIpv4Unicast, kIpv4Flow, kIpv6Unicast};

std::string dotted(std::uint32_t path_id) { return IpAddress::v4(path_id).to_string(); }

}  // namespace

const FamilyCodec* find_codec(Family family) {
  for (std::size_t i = 0; i < kFamilies.size(); ++i) {
    if (kFamilies[i] == family) return kCodecs[i];
  }
  return nullptr;
}

std::span<const Family> all_families() { return kFamilies; }

void append_nlri_text(std::string& out, const Nlri& nlri) {
  if (const FamilyCodec* codec = find_codec(nlri.family)) codec->append_text(out, nlri.wire.view());
  if (nlri.path_id != 0) out += " path-information " + dotted(nlri.path_id);
}

std::string nlri_text(const Nlri& nlri) {
  std::string out;
  append_nlri_text(out, nlri);
  return out;
}

void append_nlri_json(std::string& out, const Nlri& nlri, Dialect dialect) {
  out += "{ ";
  if (const FamilyCodec* codec = find_codec(nlri.family)) codec->append_json(out, nlri.wire.view(), dialect);
  if (nlri.path_id != 0) out += ", \"path-information\": \"" + dotted(nlri.path_id) + "\"";
  out += " }";
}

}  // namespace vigilcast::bgp
