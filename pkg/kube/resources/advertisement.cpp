#include "pkg/kube/resources/advertisement.h"

#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
namespace {

constexpr std::array<std::string_view, 2> kWhenNoEndpoints{"withdraw", "keep"};
constexpr std::array<std::string_view, 3> kTerminating{"drain", "serve", "stop"};
constexpr std::size_t kMostNames = 64;

struct WhenDown {
  announce::Profile attributes;
};

struct Aggregation {
  std::optional<unsigned> ipv4, ipv6;
};

const Table<WhenDown>& when_down_table() {
  static const Table<WhenDown> kTable{.name = "whenDown",
                                      .text = "What happens while the Service cannot be served through this node.",
                                      .fields = {object_field<&WhenDown::attributes, profile_table>(
                                          {.key = "attributes", .required = true, .text = "Announce with these, less preferred, instead of withdrawing."})}};
  return kTable;
}

const Table<Aggregation>& aggregation_table() {
  static const Table<Aggregation> kTable{
      .name = "aggregation",
      .text = "The prefix length with which an address is announced.",
      .fields = {
          field<&Aggregation::ipv4>({.key = "ipv4", .kind = ValueKind::integer, .fallback_words = "32", .least = 8, .most = 32, .text = "Of IPv4 addresses."}),
          field<&Aggregation::ipv6>(
              {.key = "ipv6", .kind = ValueKind::integer, .fallback_words = "128", .least = 16, .most = 128, .text = "Of IPv6 addresses."})}};
  return kTable;
}

Field<Advertisement> when_down_field() {
  return {{.key = "whenDown",
           .kind = ValueKind::object,
           .fallback_words = "withdraw",
           .object = [] { return doc_of(when_down_table()); },
           .text = "Instead of withdrawing, de-prefer."},
          [](Advertisement& advertisement, const json::Value& value, const FieldDoc& /*doc*/, const Reader& reader) {
            WhenDown down;
            read_object(down, value, when_down_table(), reader);
            advertisement.down = std::move(down.attributes);
          },
          [](const Advertisement& advertisement, const FieldDoc& /*doc*/) {
            return advertisement.down ? write_object(WhenDown{*advertisement.down}, when_down_table()) : json::Value();
          }};
}

Field<Advertisement> aggregation_field() {
  return {{.key = "aggregation",
           .kind = ValueKind::object,
           .fallback_words = "host routes",
           .object = [] { return doc_of(aggregation_table()); },
           .text = "Announce a shorter prefix than the address. Services with `externalTrafficPolicy: Local` are host routes all the same."},
          [](Advertisement& advertisement, const json::Value& value, const FieldDoc& /*doc*/, const Reader& reader) {
            Aggregation aggregation;
            read_object(aggregation, value, aggregation_table(), reader);
            advertisement.aggregation_v4 = aggregation.ipv4;
            advertisement.aggregation_v6 = aggregation.ipv6;
          },
          [](const Advertisement& advertisement, const FieldDoc& /*doc*/) {
            const Aggregation aggregation{advertisement.aggregation_v4, advertisement.aggregation_v6};
            return aggregation.ipv4 || aggregation.ipv6 ? write_object(aggregation, aggregation_table()) : json::Value();
          }};
}

FieldDoc names(std::string_view key, std::string_view fallback, std::string_view text) {
  return {.key = key, .kind = ValueKind::name, .shape = Shape::set, .fallback_words = fallback, .max_items = kMostNames, .text = text};
}

const Table<Advertisement>& advertisement_table() {
  static const Table<Advertisement> kTable{
      .name = "Advertisement",
      .text =
          "Which Services are announced, by which nodes, to which peers, and how. A Service that no Advertisement selects is not announced; where two select "
          "it "
          "for one peer, the first by name counts.",
      .fields = {
          object_field<&Advertisement::service_selector, selector_table>(
              {.key = "serviceSelector", .fallback_words = "every Service", .text = "Services of our class with these labels."}),
          object_field<&Advertisement::namespace_selector, selector_table>(
              {.key = "namespaceSelector", .fallback_words = "every namespace", .text = "Services in namespaces with these labels."}),
          field<&Advertisement::pools>(names("pools", "any", "AddressPools from which the addresses are.")),
          object_field<&Advertisement::node_selectors, selector_table>({.key = "nodeSelectors",
                                                                        .shape = Shape::list,
                                                                        .fallback_words = "every node",
                                                                        .max_items = kMostSelectors,
                                                                        .text = "The nodes that announce: those that one of the selectors matches."}),
          field<&Advertisement::peers>(names("peers", "all", "BGPPeers to which it is announced.")),
          object_field<&Advertisement::up, profile_table>(
              {.key = "attributes", .fallback_words = "none", .text = "Path attributes while the Service can be served."}),
          when_down_field(), aggregation_field(),
          field<&Advertisement::when_no_endpoints>(
              {.key = "whenNoEndpoints",
               .kind = ValueKind::word,
               .fallback = "\"withdraw\"",
               .words = kWhenNoEndpoints,
               .text = "When no node has anything left that could serve: the route goes, or stays; traffic is then refused by the node, not lost on the way."}),
          field<&Advertisement::terminating>({.key = "terminating",
                                              .kind = ValueKind::word,
                                              .fallback = "\"drain\"",
                                              .words = kTerminating,
                                              .text = "A local endpoint that is terminating but still serves: `drain` counts it while no other node has a "
                                                      "ready one, `serve` always, `stop` never."}),
          field<&Advertisement::checks>(names("checks", "none", "HealthChecks that must hold as well."))}};
  return kTable;
}

}  // namespace

ObjectDoc advertisement_spec() { return doc_of(advertisement_table()); }

template <>
Result<Advertisement> decode<Advertisement>(const json::Value& object, std::string_view /*node*/) {
  return decode_own(object, advertisement_table());
}

json::Value encode_spec(const Advertisement& advertisement) { return write_object(advertisement, advertisement_table()); }

}  // namespace vigilcast::kube
