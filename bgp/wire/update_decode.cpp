#include <algorithm>
#include <bitset>

#include "bgp/wire/as4.h"
#include "bgp/wire/attr/opaque.h"
#include "bgp/wire/mp_next_hop.h"
#include "bgp/wire/nlri_field.h"
#include "bgp/wire/update.h"

namespace vigilcast::bgp {
namespace {

constexpr std::uint8_t kOrigin = 1, kAsPath = 2, kMpReach = 14, kMpUnreach = 15;
constexpr AttributeDescriptor kNextHop{.code = 3, .name = "next-hop", .flags = attribute_flag::well_known};
// Where the NLRI are cannot be trusted when one of these is malformed (RFC 7606 section 5.3).
constexpr AttributeDescriptor kReach{.code = kMpReach, .name = "mp-reach-nlri", .flags = attribute_flag::optional, .malformed = FaultAction::reset_session};
constexpr AttributeDescriptor kUnreach{
    .code = kMpUnreach, .name = "mp-unreach-nlri", .flags = attribute_flag::optional, .malformed = FaultAction::reset_session};

constexpr std::uint8_t kClassMask = attribute_flag::optional | attribute_flag::transitive;

Family read_family(ByteReader& reader) {
  const Afi afi{reader.u16()};
  return {afi, Safi{reader.u8()}};
}

// One attribute as it stands in the message.
struct RawAttribute {
  std::uint8_t flags = 0;
  std::uint8_t code = 0;
  ByteView value;
  ByteView whole;  // for the data of a NOTIFICATION
};

class Decoder {
 public:
  explicit Decoder(const Negotiated& session) : session_(session) {}

  DecodedUpdate decode(ByteView body) {
    ByteReader reader(body);
    const ByteView withdrawn = reader.take(reader.u16());
    const ByteView attributes = reader.take(reader.u16());
    if (!reader.ok()) {
      add_fault(FaultAction::reset_session, 0, update_error::malformed_attributes, "the UPDATE is shorter than the lengths inside it");
      return std::move(out_);
    }
    const ByteView nlri = reader.rest();
    if (body.size() == 4) {
      if (session_.has(kIpv4Unicast)) out_.update.end_of_rib = kIpv4Unicast;
      return std::move(out_);
    }
    if (!withdrawn.empty()) read_withdrawn(withdrawn);
    read_attributes(attributes);
    if (!nlri.empty()) read_nlri(nlri);
    merge_as4(out_.update.attributes, as4_path_, as4_aggregator_);
    check_mandatory(!nlri.empty());
    if (withdrawn.empty() && nlri.empty() && empty_unreach_ && attributes_ == 1) out_.update.end_of_rib = empty_unreach_;
    judge();
    return std::move(out_);
  }

 private:
  // A message can be wrong in thousands of places; what is kept is bounded, and the strongest is among it.
  void add_fault(Fault fault) {
    constexpr std::size_t kMostFaults = 32;
    if (out_.faults.size() < kMostFaults) return out_.faults.push_back(std::move(fault));
    const auto weakest = std::ranges::min_element(out_.faults, {}, &Fault::action);
    if (weakest->action < fault.action) *weakest = std::move(fault);
  }
  void add_fault(FaultAction action, std::uint8_t attribute, std::uint8_t subcode, std::string text, Bytes data = {}) {
    add_fault({.action = action,
               .attribute = attribute,
               .notification = {.code = ErrorCode::update_message, .subcode = subcode, .data = std::move(data)},
               .text = std::move(text)});
  }

  // The erroneous attribute goes into the data (RFC 4271 section 6.3).
  void add_fault(const AttributeDescriptor& descriptor, const RawAttribute& raw, std::uint8_t subcode, const std::string& why) {
    add_fault(std::move(malformed(descriptor, subcode, why).error()), raw);
  }
  void add_fault(Fault fault, const RawAttribute& raw) {
    fault.notification.data.assign(raw.whole.begin(), raw.whole.end());
    add_fault(std::move(fault));
  }

  void read_attributes(ByteView block) {
    for (ByteReader reader(block); !reader.empty();) {
      const ByteView front = reader.peek();
      RawAttribute raw;
      raw.flags = reader.u8();
      raw.code = reader.u8();
      const std::size_t length = (raw.flags & attribute_flag::extended_length) != 0 ? reader.u16() : reader.u8();
      raw.value = reader.take(length);
      if (!reader.ok()) {
        // Without this attribute there is no telling what NLRI it had (RFC 7606 sections 4 and 5.3).
        const bool had_nlri = front.size() > 1 && (raw.code == kMpReach || raw.code == kMpUnreach);
        add_fault(had_nlri ? FaultAction::reset_session : FaultAction::treat_as_withdraw, front.size() > 1 ? raw.code : std::uint8_t{0},
                  update_error::malformed_attributes, "the last attribute is longer than the attributes together");
        return;
      }
      raw.whole = front.first(front.size() - reader.remaining());
      ++attributes_;
      if (seen_.test(raw.code)) {
        repeated(raw);
      } else {
        seen_.set(raw.code);
        read_attribute(raw);
      }
    }
  }

  void repeated(const RawAttribute& raw) {
    if (raw.code == kMpReach || raw.code == kMpUnreach) {
      add_fault(FaultAction::reset_session, raw.code, update_error::malformed_attributes, "attribute " + std::to_string(raw.code) + " is there twice");
    } else {
      add_fault(FaultAction::discard_attribute, raw.code, update_error::malformed_attributes,
                "attribute " + std::to_string(raw.code) + " is there twice, the first one is used");
    }
  }

  void read_attribute(const RawAttribute& raw) {
    switch (raw.code) {
      case kNextHop.code: return read_next_hop(raw);
      case kReach.code: return read_reach(raw);
      case kUnreach.code: return read_unreach(raw);
      case kAs4Path.code: return read_as4(raw, kAs4Path, decode_as4_path, as4_path_);
      case kAs4Aggregator.code: return read_as4(raw, kAs4Aggregator, decode_as4_aggregator, as4_aggregator_);
      default: break;
    }
    const AttributeRow* row = find_attribute(raw.code);
    if (row == nullptr) return read_unknown(raw);
    if (row->descriptor.internal_only && !session_.ibgp()) {
      add_fault(FaultAction::discard_attribute, raw.code, update_error::malformed_attributes,
                std::string(row->descriptor.name) + " came from outside of our AS, it is ignored");
      return;
    }
    if (!has_right_flags(raw, row->descriptor)) return;
    auto decoded = row->decode(raw.value, session_);
    if (decoded) {
      out_.update.attributes.set(std::move(*decoded));
    } else {
      add_fault(std::move(decoded.error()), raw);
    }
  }

  bool has_right_flags(const RawAttribute& raw, const AttributeDescriptor& descriptor) {
    if ((raw.flags & kClassMask) == descriptor.flags) return true;
    add_fault(descriptor, raw, update_error::attribute_flags, "has the flags 0x" + to_hex(raw.whole.first(1)));
    return false;
  }

  void read_unknown(const RawAttribute& raw) {
    if (const OpaqueAttribute* opaque = find_opaque(raw.code)) {
      if (!has_right_flags(raw, opaque->descriptor)) return;
      if (const std::string why = opaque->check(raw.value); !why.empty()) return add_fault(opaque->descriptor, raw, update_error::optional_attribute, why);
    }
    if ((raw.flags & attribute_flag::optional) == 0) {
      const AttributeDescriptor descriptor{.code = raw.code, .name = "the well-known attribute", .malformed = FaultAction::reset_session};
      add_fault(descriptor, raw, update_error::unrecognized_well_known, std::to_string(raw.code) + " is not known");
    } else if ((raw.flags & attribute_flag::transitive) != 0) {
      // Whoever passes on what he does not understand says so (RFC 4271 section 5).
      out_.update.attributes.set(
          UnknownAttribute{raw.code, static_cast<std::uint8_t>(raw.flags | attribute_flag::partial), Bytes(raw.value.begin(), raw.value.end())});
    }
  }

  void read_next_hop(const RawAttribute& raw) {
    if (!has_right_flags(raw, kNextHop)) return;
    if (raw.value.size() != 4) return add_fault(std::move(wrong_length(kNextHop, raw.value.size(), "4").error()), raw);
    const IpAddress address = IpAddress::v4(raw.value);
    if (!is_usable_next_hop(address)) return add_fault(kNextHop, raw, update_error::invalid_next_hop, "is " + address.to_string() + ", which is no host");
    next_hop_ = address;
  }

  template <class T, class Decode>
  void read_as4(const RawAttribute& raw, const AttributeDescriptor& descriptor, Decode decode_value, std::optional<T>& into) {
    if (session_.as4) {  // RFC 6793 section 4.1
      add_fault(FaultAction::discard_attribute, raw.code, update_error::malformed_attributes,
                std::string(descriptor.name) + " came over a four-octet session, it is ignored");
      return;
    }
    if (!has_right_flags(raw, descriptor)) return;
    auto decoded = decode_value(raw.value, session_);
    if (decoded) {
      into = std::move(*decoded);
    } else {
      add_fault(std::move(decoded.error()), raw);
    }
  }

  // The codec of a family that both sides announced; a fault and nothing otherwise.
  const FamilyCodec* codec_of(Family family, std::uint8_t attribute) {
    const FamilyCodec* codec = session_.has(family) ? find_codec(family) : nullptr;
    if (codec == nullptr) {
      add_fault(FaultAction::discard_attribute, attribute, update_error::optional_attribute,
                family_name(family) + " was not negotiated, its prefixes are ignored");
    }
    return codec;
  }

  void read_reach(const RawAttribute& raw) {
    if (!has_right_flags(raw, kReach)) return;
    if (raw.value.size() < 5) return add_fault(kReach, raw, update_error::optional_attribute, "has only " + std::to_string(raw.value.size()) + " octets");
    ByteReader reader(raw.value);
    const Family family = read_family(reader);
    const ByteView next_hop = reader.take(reader.u8());
    reader.u8();  // reserved
    if (!reader.ok()) return add_fault(kReach, raw, update_error::optional_attribute, "has a next hop that is longer than the attribute");
    reachable_ = reachable_ || !reader.empty();
    const FamilyCodec* codec = codec_of(family, kMpReach);
    if (codec == nullptr) return;
    auto decoded = decode_mp_next_hop(*codec, next_hop, session_);
    if (!decoded) {
      AttributeDescriptor descriptor = kReach;
      descriptor.malformed = decoded.error().action;
      add_fault(descriptor, raw, update_error::optional_attribute, decoded.error().text);
      if (decoded.error().lost) return;
    }
    NlriField field = decode_nlri_field(*codec, reader.rest(), session_.receives_path_id(family));
    report(field, kMpReach, update_error::optional_attribute);
    if (!field.nlri.empty()) announce(family, decoded.value_or(NextHop{}), std::move(field));
  }

  // One group for each run of equal labels.
  void announce(Family family, const NextHop& next_hop, NlriField field) {
    auto& announced = out_.update.announced;
    if (field.labels.empty()) return void(announced.push_back({family, next_hop, std::move(field.nlri)}));
    for (std::size_t i = 0; i < field.nlri.size(); ++i) {
      if (i == 0 || field.labels[i] != field.labels[i - 1]) {
        announced.push_back({family, next_hop, {}});
        announced.back().next_hop.labels = std::move(field.labels[i]);
        field.labels[i] = announced.back().next_hop.labels;
      }
      announced.back().nlri.push_back(std::move(field.nlri[i]));
    }
  }

  void read_unreach(const RawAttribute& raw) {
    if (!has_right_flags(raw, kUnreach)) return;
    if (raw.value.size() < 3) return add_fault(kUnreach, raw, update_error::optional_attribute, "has only " + std::to_string(raw.value.size()) + " octets");
    ByteReader reader(raw.value);
    const Family family = read_family(reader);
    const FamilyCodec* codec = codec_of(family, kMpUnreach);
    if (codec == nullptr) return;
    if (reader.empty()) empty_unreach_ = family;
    withdraw(*codec, reader.rest(), kMpUnreach, update_error::optional_attribute);
  }

  void read_withdrawn(ByteView field) {
    if (const FamilyCodec* codec = codec_of(kIpv4Unicast, 0)) withdraw(*codec, field, 0, update_error::malformed_attributes);
  }

  void withdraw(const FamilyCodec& codec, ByteView bytes, std::uint8_t attribute, std::uint8_t subcode) {
    NlriField field = decode_nlri_field(codec, bytes, session_.receives_path_id(codec.family), FieldKind::withdrawn);
    // A route that cannot exist need not be withdrawn.
    if (field.problem && !field.problem->lost) field.problem->action = FaultAction::discard_attribute;
    report(field, attribute, subcode);
    if (!field.nlri.empty()) append(withdrawn(codec.family), std::move(field.nlri));
  }

  void read_nlri(ByteView bytes) {
    reachable_ = true;
    const FamilyCodec* codec = codec_of(kIpv4Unicast, 0);
    if (codec == nullptr) return;
    NlriField field = decode_nlri_field(*codec, bytes, session_.receives_path_id(kIpv4Unicast));
    report(field, 0, update_error::invalid_network);
    if (!field.nlri.empty())
      out_.update.announced.insert(out_.update.announced.begin(), {kIpv4Unicast, NextHop{next_hop_, std::nullopt}, std::move(field.nlri)});
  }

  void report(const NlriField& field, std::uint8_t attribute, std::uint8_t subcode) {
    if (!field.problem) return;
    const std::string more = field.skipped > 1 ? " (and " + std::to_string(field.skipped - 1) + " more)" : "";
    add_fault(field.problem->action, attribute, subcode, field.problem->text + more);
  }

  // RFC 7606 section 3 d. NEXT_HOP belongs to the classic NLRI only: without it, only these are withdrawn.
  void check_mandatory(bool classic) {
    if (!reachable_) return;
    if (!seen_.test(kOrigin)) missing(kOrigin, "origin");
    if (!seen_.test(kAsPath)) missing(kAsPath, "as-path");
    if (!classic || seen_.test(kNextHop.code)) return;
    const bool others = seen_.test(kMpReach);
    missing(kNextHop.code, "next-hop");
    if (!others) return;
    only_classic_ = std::ranges::count_if(out_.faults, [](const Fault& fault) { return fault.action == FaultAction::treat_as_withdraw; }) == 1;
  }

  void missing(std::uint8_t code, std::string_view name) {
    add_fault(FaultAction::treat_as_withdraw, code, update_error::missing_well_known, std::string(name) + " is missing", {code});
  }

  void judge() {
    const Fault* worst = strongest(out_.faults);
    if (worst == nullptr || worst->action != FaultAction::treat_as_withdraw) return;
    if (!reachable_) {
      // There is nothing to withdraw, so that the error would go unnoticed (RFC 7606 section 5.2).
      for (Fault& fault : out_.faults) {
        if (fault.action == FaultAction::treat_as_withdraw) fault.action = FaultAction::reset_session;
      }
      return;
    }
    auto& announced = out_.update.announced;
    std::erase_if(announced, [&](Announced& routes) {
      if (only_classic_ && (routes.family != kIpv4Unicast || routes.next_hop.address)) return false;
      append(withdrawn(routes.family), std::move(routes.nlri));
      return true;
    });
    if (announced.empty()) out_.update.attributes = {};
  }

  std::vector<Nlri>& withdrawn(Family family) {
    auto& all = out_.update.withdrawn;
    const auto found = std::ranges::find(all, family, &Withdrawn::family);
    return found != all.end() ? found->nlri : all.emplace_back(Withdrawn{family, {}}).nlri;
  }

  static void append(std::vector<Nlri>& to, std::vector<Nlri> from) {
    if (to.empty()) {
      to = std::move(from);
    } else {
      to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    }
  }

  const Negotiated& session_;
  DecodedUpdate out_;
  std::bitset<256> seen_;
  std::size_t attributes_ = 0;
  bool reachable_ = false;     // some NLRI are announced, in whatever field
  bool only_classic_ = false;  // treat-as-withdraw concerns the classic NLRI alone
  std::optional<IpAddress> next_hop_;
  std::optional<Family> empty_unreach_;
  std::optional<AsPath> as4_path_;
  std::optional<Aggregator> as4_aggregator_;
};

}  // namespace

DecodedUpdate decode_update(ByteView body, const Negotiated& session) { return Decoder(session).decode(body); }

}  // namespace vigilcast::bgp
