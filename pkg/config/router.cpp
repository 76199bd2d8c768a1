#include "pkg/config/router.h"

#include <array>

#include "pkg/config/graceful_restart.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

void set_id(model::RouterConfig& router, const Node& node, Load& load) {
  const auto id = read_address(node, load);
  if (id && id->is_v6())
    return load.reader.error(node, "a router id is written as an IPv4 address", "any address of this host that no other router uses will do");
  assign(router.id, id);
}

constexpr std::array kFields{
    Field<model::RouterConfig>{{.key = "asn", .kind = Kind::asn, .required = true, .text = "Our AS number."},
                               [](model::RouterConfig& router, const Node& node, Load& load) { assign(router.asn, read_asn(node, load)); }},
    Field<model::RouterConfig>{
        {.key = "id",
         .kind = Kind::address,
         .fallback = "in a cluster: the node's first IPv4 address",
         .text = "Our router id: an IPv4 address that no other router of the network uses. Required without `kubernetes`, and with peers in this file."},
        set_id},
    Field<model::RouterConfig>{
        {.key = "holdDown",
         .kind = Kind::duration,
         .fallback = "5s",
         .text = "After start nothing is announced for this long; then what has its results is decided. `0s` removes only this wait, not the checks."},
        [](model::RouterConfig& router, const Node& node, Load& load) {
          assign(router.hold_down, load.reader.duration(node, Duration{}, std::chrono::minutes(10)));
        }},
    Field<model::RouterConfig>{{.key = "mayAnnounce",
                                .kind = Kind::prefix,
                                .shape = Shape::list,
                                .fallback = "anything",
                                .text = "Only these prefixes and their parts may be announced, whoever asks for more: a service, an exabgp.conf or a helper "
                                        "program. What is no prefix of the global table (VPN, FlowSpec) is not judged."},
                               [](model::RouterConfig& router, const Node& node, Load& load) {
                                 router.may_announce = read_list<Prefix>(node, load, "a list of prefixes", read_prefix);
                               }},
    Field<model::RouterConfig>{{.key = "gracefulRestart",
                                .kind = Kind::object,
                                .object = "gracefulRestart",
                                .fallback = "off",
                                .text = "For the peers that do not say it themselves."},
                               [](model::RouterConfig& router, const Node& node, Load& load) {
                                 const RestartDraft restart = read_graceful_restart(node, load);
                                 router.graceful_restart = restart.time;
                                 router.long_lived_stale_time = restart.long_lived_stale_time;
                               }},
};

}  // namespace

const Table<model::RouterConfig>& router_table() {
  static constexpr Table<model::RouterConfig> kTable{"router", "Who we are to our peers.", kFields, {}};
  return kTable;
}

}  // namespace vigilcast::config
