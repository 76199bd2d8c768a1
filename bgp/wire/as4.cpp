#include "bgp/wire/as4.h"

#include "bgp/wire/attr/frame.h"
#include "bgp/wire/open.h"

namespace vigilcast::bgp {
namespace {

using Segment = AsPath::Segment;
using SegmentType = AsPath::SegmentType;

bool is_confederation(const Segment& segment) { return segment.type == SegmentType::confed_sequence || segment.type == SegmentType::confed_set; }

AsPath without_confederation(AsPath path) {
  std::erase_if(path.segments, is_confederation);
  return path;
}

Negotiated four_octet(const Negotiated& session) {
  Negotiated out = session;
  out.as4 = true;
  return out;
}

Fault as_discarded(Fault fault, const AttributeDescriptor& descriptor) {
  fault.action = FaultAction::discard_attribute;
  fault.attribute = descriptor.code;
  fault.text = std::string(descriptor.name) + ": " + fault.text;
  return fault;
}

// The first `count` ASNs of a path, a set counting as one. Confederation segments in front come along.
AsPath leading(const AsPath& path, std::size_t count) {
  AsPath out;
  for (const Segment& segment : path.segments) {
    if (is_confederation(segment)) {
      out.segments.push_back(segment);
      continue;
    }
    if (count == 0) break;
    if (segment.type == SegmentType::set) {
      out.segments.push_back(segment);
      --count;
      continue;
    }
    const std::size_t taken = std::min(count, segment.asns.size());
    out.segments.push_back({segment.type, {segment.asns.begin(), segment.asns.begin() + static_cast<std::ptrdiff_t>(taken)}});
    count -= taken;
  }
  return out;
}

AsPath merged(const AsPath& path, const AsPath& as4_path) {
  AsPath out = leading(path, path.length() - as4_path.length());
  for (const Segment& segment : as4_path.segments) {
    const bool joins = !out.segments.empty() && segment.type == SegmentType::sequence && out.segments.back().type == SegmentType::sequence;
    if (joins) {
      auto& asns = out.segments.back().asns;
      asns.insert(asns.end(), segment.asns.begin(), segment.asns.end());
    } else {
      out.segments.push_back(segment);
    }
  }
  return out;
}

}  // namespace

std::expected<AsPath, Fault> decode_as4_path(ByteView value, const Negotiated& session) {
  Negotiated internal = four_octet(session);
  internal.local_as = internal.peer_as;  // confederation segments are dropped below, not refused
  auto decoded = AsPath::decode(value, internal);
  if (!decoded) return std::unexpected(as_discarded(std::move(decoded.error()), kAs4Path));
  return without_confederation(std::move(*decoded));
}

std::expected<Aggregator, Fault> decode_as4_aggregator(ByteView value, const Negotiated& session) {
  auto decoded = Aggregator::decode(value, four_octet(session));
  if (!decoded) return std::unexpected(as_discarded(std::move(decoded.error()), kAs4Aggregator));
  return decoded;
}

void merge_as4(AttributeSet& attributes, const std::optional<AsPath>& as4_path, const std::optional<Aggregator>& as4_aggregator) {
  if (const auto* aggregator = attributes.find<Aggregator>()) {
    // An aggregator that is not AS_TRANS was set by a two-octet speaker later on: what the older ones said is void.
    if (aggregator->as != kAsTrans) return;
    if (as4_aggregator) attributes.set(*as4_aggregator);
  }
  const auto* path = attributes.find<AsPath>();
  if (path == nullptr || !as4_path || path->length() < as4_path->length()) return;
  attributes.set(merged(*path, *as4_path));
}

void encode_as4_path(Bytes& out, const AsPath& path) {
  const AsPath kept = without_confederation(path);
  if (!kept.needs_as4()) return;
  Negotiated session;
  session.as4 = true;
  append_attribute(out, kAs4Path.flags, kAs4Path.code, [&] { kept.encode(out, session); });
}

void encode_as4_aggregator(Bytes& out, const Aggregator& aggregator) {
  if (aggregator.as <= 0xffff) return;
  Negotiated session;
  session.as4 = true;
  append_attribute(out, kAs4Aggregator.flags, kAs4Aggregator.code, [&] { aggregator.encode(out, session); });
}

}  // namespace vigilcast::bgp
