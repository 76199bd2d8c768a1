#include "bgp/wire/attr/cluster_list.h"

#include "bgp/wire/attr/words.h"

namespace vigilcast::bgp {

std::expected<ClusterList, Fault> ClusterList::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.empty() || value.size() % 4 != 0) return wrong_length(kDescriptor, value.size(), "a multiple of 4");
  ClusterList out;
  out.values.reserve(value.size() / 4);
  for (ByteReader reader(value); !reader.empty();) out.values.push_back(IpAddress::v4(reader.u32()));
  return out;
}

void ClusterList::encode(Bytes& out, const Negotiated& /*session*/) const {
  ByteWriter writer(out);
  for (const IpAddress& cluster : values) writer.bytes(cluster.bytes());
}

Result<ClusterList> ClusterList::parse(TextCursor& words) {
  const auto list = list_of_words(words, kDescriptor.name);
  if (!list) return std::unexpected(list.error());
  ClusterList out;
  TextCursor each(*list);
  while (!each.done()) {
    const auto cluster = ipv4_word(each, kDescriptor.name);
    if (!cluster) return std::unexpected(cluster.error());
    out.values.push_back(*cluster);
  }
  return out;
}

void ClusterList::append_text(std::string& out, Dialect dialect) const {
  append_list(out, values, dialect != Dialect::v6, [](std::string& to, const IpAddress& cluster) { to += cluster.to_string(); });
}

void ClusterList::append_json(std::string& out, Dialect /*dialect*/) const {
  append_json_list(out, values, [](std::string& to, const IpAddress& cluster) { to += "\"" + cluster.to_string() + "\""; });
}

}  // namespace vigilcast::bgp
