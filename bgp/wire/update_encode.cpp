#include <array>

#include "bgp/wire/as4.h"
#include "bgp/wire/attr/frame.h"
#include "bgp/wire/header.h"
#include "bgp/wire/mp_next_hop.h"
#include "bgp/wire/nlri_field.h"
#include "bgp/wire/update.h"

namespace vigilcast::bgp {
namespace {

constexpr std::uint8_t kNextHop = 3;
constexpr std::uint8_t kMpReach = 14;
constexpr std::uint8_t kMpUnreach = 15;

// Classic fields carry IPv4 unicast only, and only towards an IPv4 next hop (RFC 8950 section 4).
bool is_classic(Family family, const NextHop& next_hop) { return family == kIpv4Unicast && (!next_hop.address || next_hop.address->is_v4()); }

bool has_next_hop_attribute(Family family, const NextHop& next_hop) {
  const bool mp_alone = family.safi == Safi::flow || family.safi == Safi::flow_vpn || family.safi == Safi::vpls;
  return next_hop.address && next_hop.address->is_v4() && !mp_alone;
}

// All attributes ascending by type code, MP_REACH_NLRI left out.
void append_attributes(Bytes& out, const AttributeSet& attributes, const IpAddress* next_hop, const Negotiated& session) {
  const auto* path = session.as4 ? nullptr : attributes.find<AsPath>();
  const auto* aggregator = session.as4 ? nullptr : attributes.find<Aggregator>();
  const auto append_before = [&](unsigned code) {
    if (next_hop != nullptr && code > kNextHop) {
      const ByteView address = std::exchange(next_hop, nullptr)->bytes();
      append_attribute(out, attribute_flag::well_known, kNextHop, [&] { out.insert(out.end(), address.begin(), address.end()); });
    }
    if (path != nullptr && code > kAs4Path.code) encode_as4_path(out, *std::exchange(path, nullptr));
    if (aggregator != nullptr && code > kAs4Aggregator.code) encode_as4_aggregator(out, *std::exchange(aggregator, nullptr));
  };
  for (const Attribute& attribute : attributes) {
    append_before(code_of(attribute));
    encode_attribute(out, attribute, session);
  }
  append_before(256);
}

void set_u16(Bytes& out, std::size_t at, std::size_t value) {
  out[at] = static_cast<std::uint8_t>(value >> 8);
  out[at + 1] = static_cast<std::uint8_t>(value);
}

// In place of the labels of a withdrawn route (RFC 8277 section 2.4).
constexpr std::array<std::uint8_t, 3> kNoLabels{0x80, 0, 0};

bool is_labelled(Family family) {
  const FamilyCodec* codec = find_codec(family);
  return codec != nullptr && codec->labelled;
}

// An UPDATE that grows at the end of `out`, and is taken back when nothing fits.
class Message {
 public:
  Message(Bytes& out, const Negotiated& session) : out_(out), start_(out.size()), limit_(session.max_message()) {
    append_message(out_, MessageType::update, [] {});
  }

  [[nodiscard]] std::size_t size() const { return out_.size() - start_; }
  [[nodiscard]] std::size_t room(std::size_t reserved = 0) const { return size() + reserved < limit_ ? limit_ - size() - reserved : 0; }
  std::size_t finish(std::size_t count) {
    if (count == 0) {
      out_.resize(start_);
    } else {
      set_u16(out_, start_ + 16, size());
    }
    return count;
  }

 private:
  Bytes& out_;
  std::size_t start_;
  std::size_t limit_;
};

// Appends MP_REACH_NLRI or MP_UNREACH_NLRI, whose fields in front of the NLRI `write` appends.
template <class Write>
std::size_t append_mp(Bytes& out, const Message& message, std::uint8_t code, Family family, std::span<const NlriView> nlri, const NlriFraming& framing,
                      Write write) {
  constexpr std::size_t kLongHeader = 4;
  std::size_t count = 0;
  const std::size_t room = message.room(kLongHeader);
  const std::size_t before = out.size();
  append_attribute(out, attribute_flag::optional, code, [&] {
    const std::size_t start = out.size();
    ByteWriter(out).u16(static_cast<std::uint16_t>(family.afi)).u8(static_cast<std::uint8_t>(family.safi));
    write();
    const std::size_t used = out.size() - start;
    const NlriFit fit = fit_nlri(nlri, framing, room > used ? room - used : 0);
    append_nlri(out, nlri.first(fit.count), framing, fit.octets);
    count = fit.count;
  });
  if (count == 0) out.resize(before);
  return count;
}

// The attributes, then MP_UNREACH_NLRI.
std::size_t append_withdrawn(Bytes& out, const Message& message, Family family, const IpAddress* next_hop, const AttributeSet& attributes,
                             std::span<const NlriView> nlri, const NlriFraming& framing, const Negotiated& session) {
  ByteWriter(out).u16(0).u16(0);
  const std::size_t start = out.size();
  append_attributes(out, attributes, next_hop, session);
  const std::size_t count = append_mp(out, message, kMpUnreach, family, nlri, framing, [] {});
  set_u16(out, start - 2, out.size() - start);
  return count;
}

// Those that can be in one message: each takes an octet at least.
std::vector<NlriView> views(std::span<const Nlri> nlri, const Negotiated& session) {
  nlri = nlri.first(std::min(nlri.size(), session.max_message()));
  std::vector<NlriView> out;
  out.reserve(nlri.size());
  for (const Nlri& one : nlri) out.push_back({one.path_id, one.wire.view()});
  return out;
}

}  // namespace

std::size_t encode_announce(Bytes& out, Family family, const NextHop& next_hop, const AttributeSet& attributes, std::span<const Nlri> nlri,
                            const Negotiated& session) {
  return encode_announce(out, family, next_hop, attributes, views(nlri, session), session);
}

std::size_t encode_withdraw(Bytes& out, Family family, std::span<const Nlri> nlri, const Negotiated& session) {
  return encode_withdraw(out, family, views(nlri, session), session);
}

std::size_t encode_announce(Bytes& out, Family family, const NextHop& next_hop, const AttributeSet& attributes, std::span<const NlriView> nlri,
                            const Negotiated& session) {
  const bool labelled = is_labelled(family);
  if (labelled && next_hop.labels.size() == 0) return 0;  // no such NLRI can be written
  const NlriFraming framing{session.sends_path_id(family), labelled ? next_hop.labels.view() : ByteView{}};
  Message message(out, session);
  ByteWriter(out).u16(0).u16(0);
  const std::size_t start = out.size();
  append_attributes(out, attributes, has_next_hop_attribute(family, next_hop) ? &*next_hop.address : nullptr, session);
  std::size_t count = 0;
  if (is_classic(family, next_hop)) {
    set_u16(out, start - 2, out.size() - start);
    const NlriFit fit = fit_nlri(nlri, framing, message.room());
    append_nlri(out, nlri.first(fit.count), framing, fit.octets);
    count = fit.count;
  } else {
    count = append_mp(out, message, kMpReach, family, nlri, framing, [&] {
      encode_mp_next_hop(out, family, next_hop);
      out.push_back(0);  // reserved
    });
    set_u16(out, start - 2, out.size() - start);
  }
  return message.finish(count);
}

std::size_t encode_withdraw(Bytes& out, Family family, std::span<const NlriView> nlri, const Negotiated& session) {
  const NlriFraming framing{session.sends_path_id(family), is_labelled(family) ? ByteView(kNoLabels) : ByteView{}};
  Message message(out, session);
  std::size_t count = 0;
  if (family == kIpv4Unicast) {
    const NlriFit fit = fit_nlri(nlri, framing, message.room(4));
    ByteWriter(out).u16(static_cast<std::uint16_t>(fit.octets));
    append_nlri(out, nlri.first(fit.count), framing, fit.octets);
    ByteWriter(out).u16(0);
    count = fit.count;
  } else {
    count = append_withdrawn(out, message, family, nullptr, {}, nlri, framing, session);
  }
  return message.finish(count);
}

std::size_t encode_withdraw(Bytes& out, Family family, const NextHop& next_hop, const AttributeSet& attributes, std::span<const NlriView> nlri,
                            const Negotiated& session) {
  const ByteView labels = next_hop.labels.size() == 0 ? ByteView(kNoLabels) : next_hop.labels.view();
  const NlriFraming framing{session.sends_path_id(family), is_labelled(family) ? labels : ByteView{}};
  Message message(out, session);
  const IpAddress* address = has_next_hop_attribute(family, next_hop) ? &*next_hop.address : nullptr;
  return message.finish(append_withdrawn(out, message, family, address, attributes, nlri, framing, session));
}

void encode_end_of_rib(Bytes& out, Family family) {
  append_message(out, MessageType::update, [&] {
    ByteWriter writer(out);
    writer.u16(0);
    if (family == kIpv4Unicast) {
      writer.u16(0);
      return;
    }
    writer.u16(7);
    append_attribute(out, attribute_flag::optional | attribute_flag::extended_length, kMpUnreach, [&] {  // the long form, as ExaBGP
      writer.u16(static_cast<std::uint16_t>(family.afi)).u8(static_cast<std::uint8_t>(family.safi));
    });
  });
}

}  // namespace vigilcast::bgp
