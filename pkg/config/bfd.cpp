#include "pkg/config/bfd.h"

#include <array>

#include "pkg/base/text.h"
#include "pkg/config/password.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using bgp::bfd::AuthenticationType;
using yaml::Node;

constexpr Duration kShortest = std::chrono::milliseconds(10);
constexpr Duration kLongest = std::chrono::seconds(60);

struct Method {
  std::string_view name;
  AuthenticationType type;
};
constexpr std::array kMethods{Method{"keyed-md5", AuthenticationType::keyed_md5}, Method{"meticulous-md5", AuthenticationType::meticulous_md5},
                              Method{"keyed-sha1", AuthenticationType::keyed_sha1}, Method{"meticulous-sha1", AuthenticationType::meticulous_sha1}};

void set_method(BfdKeyDraft& draft, const Node& node, Load& load) {
  const auto word = load.reader.word(node, "keyed-md5, meticulous-md5, keyed-sha1 or meticulous-sha1");
  if (!word) return;
  const auto* found = std::ranges::find(kMethods, *word, &Method::name);
  if (found == kMethods.end()) {
    return load.reader.error(node, "'" + printable(*word) + "' is no method of BFD authentication",
                             "keyed-md5, meticulous-md5, keyed-sha1 or meticulous-sha1 (RFC 5880 section 6.7)");
  }
  draft.key.type = found->type;
}

void set_authentication(BfdDraft& draft, const Node& node, Load& load) {
  BfdKeyDraft key;
  read_object(key, node, bfd_key_table(), load);
  if (!key.secret) return;
  const std::size_t most = bgp::bfd::digest_size(key.key.type);
  if (key.secret->size() > most) {
    return load.reader.error(node,
                             "the password has " + std::to_string(key.secret->size()) + " bytes, and this method takes " + std::to_string(most) + " at most",
                             "RFC 5880 section 4.3 and 4.4: 16 for MD5, 20 for SHA1");
  }
  key.key.secret.assign(key.secret->begin(), key.secret->end());
  draft.config.session.key = std::move(key.key);
}

constexpr std::array kKeyFields{
    Field<BfdKeyDraft>{{.key = "method",
                        .fallback = "keyed-sha1",
                        .text = "`keyed-md5`, `meticulous-md5`, `keyed-sha1` or `meticulous-sha1`; `meticulous` makes every packet usable once only."},
                       set_method},
    Field<BfdKeyDraft>{{.key = "keyId", .kind = Kind::integer, .fallback = "1", .text = "The number of the key; both sides have the same."},
                       [](BfdKeyDraft& draft, const Node& node, Load& load) { assign(draft.key.id, read_number<std::uint8_t>(node, load, 0, 255)); }},
    Field<BfdKeyDraft>{
        {.key = "password", .kind = Kind::object, .object = "password", .required = true, .text = "The secret: at most 16 bytes for MD5, 20 for SHA1."},
        [](BfdKeyDraft& draft, const Node& node, Load& load) { draft.secret = read_password(node, load); }},
};

constexpr std::array kFields{
    Field<BfdDraft>{{.key = "interval", .kind = Kind::duration, .fallback = "300ms", .text = "How often packets are sent and expected."},
                    [](BfdDraft& draft, const Node& node, Load& load) { draft.interval = load.reader.duration(node, kShortest, kLongest); }},
    Field<BfdDraft>{{.key = "transmitInterval", .kind = Kind::duration, .fallback = "`interval`", .text = "How often we send, if the peer takes as many."},
                    [](BfdDraft& draft, const Node& node, Load& load) { draft.transmit = load.reader.duration(node, kShortest, kLongest); }},
    Field<BfdDraft>{{.key = "receiveInterval", .kind = Kind::duration, .fallback = "`interval`", .text = "How often the peer may send."},
                    [](BfdDraft& draft, const Node& node, Load& load) { draft.receive = load.reader.duration(node, kShortest, kLongest); }},
    Field<BfdDraft>{
        {.key = "multiplier",
         .kind = Kind::integer,
         .fallback = "3",
         .text = "How many intervals without a packet from us make the path dead for the peer; the peer's own multiplier counts here."},
        [](BfdDraft& draft, const Node& node, Load& load) { assign(draft.config.session.multiplier, read_number<std::uint8_t>(node, load, 1, 255)); }},
    Field<BfdDraft>{{.key = "multihop",
                     .kind = Kind::integer,
                     .fallback = "`ttlSecurity` above 1; 254 with the peer's `multihop`",
                     .text = "The peer is at most this many hops away (RFC 5883, UDP port 4784): packets must arrive with a TTL of 256 less this. BIRD sends "
                             "them with 64: say 254. "
                             "Without: on the same link (RFC 5881, port 3784)."},
                    [](BfdDraft& draft, const Node& node, Load& load) { draft.config.multihop = read_number<std::uint8_t>(node, load, 1, 254); }},
    Field<BfdDraft>{{.key = "passive", .kind = Kind::boolean, .fallback = "false", .text = "Say nothing before the peer does."},
                    [](BfdDraft& draft, const Node& node, Load& load) { assign(draft.config.session.passive, load.reader.boolean(node)); }},
    Field<BfdDraft>{
        {.key = "strict",
         .kind = Kind::boolean,
         .fallback = "false",
         .text = "The BGP session waits for BFD, if the peer offers the same (capability 74). Without, the session comes up by itself and BFD watches "
                 "it as soon as both ends have it."},
        [](BfdDraft& draft, const Node& node, Load& load) { assign(draft.config.strict, load.reader.boolean(node)); }},
    Field<BfdDraft>{{.key = "authentication", .kind = Kind::object, .object = "authentication", .text = "Only packets that are signed with this key count."},
                    set_authentication},
};

}  // namespace

const Table<BfdDraft>& bfd_table() {
  static constexpr Table<BfdDraft> kTable{
      "bfd",
      "BFD watches the path to the peer (RFC 5880): when it fails, the session is reset at once and comes back when the path does. `bfd: {}` is enough.",
      kFields,
      {}};
  return kTable;
}

const Table<BfdKeyDraft>& bfd_key_table() {
  static constexpr Table<BfdKeyDraft> kTable{"authentication", "The key of a BFD session.", kKeyFields, {}};
  return kTable;
}

std::optional<bgp::BfdConfig> read_bfd(const Node& node, Load& load) {
  BfdDraft draft;
  read_object(draft, node, bfd_table(), load);
  if (node.kind != Node::Kind::map) return std::nullopt;
  bgp::bfd::Settings& session = draft.config.session;
  session.min_tx = draft.transmit.value_or(draft.interval.value_or(session.min_tx));
  session.min_rx = draft.receive.value_or(draft.interval.value_or(session.min_rx));
  return draft.config;
}

}  // namespace vigilcast::config
