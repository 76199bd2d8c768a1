#include "pkg/config/tcp_ao.h"

#include <array>

#include "pkg/config/password.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

void set_algorithm(TcpAoDraft& draft, const Node& node, Load& load) {
  const auto word = load.reader.word(node, "an algorithm");
  if (!word) return;
  if (*word == "hmac-sha-1-96") {
    draft.key.algorithm = TcpAoAlgorithm::hmac_sha1;
  } else if (*word == "aes-128-cmac-96") {
    draft.key.algorithm = TcpAoAlgorithm::aes_128_cmac;
  } else {
    load.reader.error(node, "'" + std::string(*word) + "' is no algorithm of TCP-AO", "hmac-sha-1-96 or aes-128-cmac-96 (RFC 5926)");
  }
}

constexpr std::array kFields{
    Field<TcpAoDraft>{{.key = "sendId", .kind = Kind::integer, .required = true, .text = "The key's number in what we send: the peer's receive id."},
                      [](TcpAoDraft& draft, const Node& node, Load& load) { assign(draft.key.send_id, read_number<std::uint8_t>(node, load, 0, 255)); }},
    Field<TcpAoDraft>{{.key = "receiveId", .kind = Kind::integer, .required = true, .text = "The key's number in what the peer sends."},
                      [](TcpAoDraft& draft, const Node& node, Load& load) { assign(draft.key.receive_id, read_number<std::uint8_t>(node, load, 0, 255)); }},
    Field<TcpAoDraft>{{.key = "algorithm", .fallback = "hmac-sha-1-96", .text = "hmac-sha-1-96 or aes-128-cmac-96 (RFC 5926)."}, set_algorithm},
    Field<TcpAoDraft>{{.key = "file", .kind = Kind::file, .text = "A file that has the secret as its only line."},
                      [](TcpAoDraft& draft, const Node& node, Load& load) { assign(draft.key.secret, secret_in_file(node, load)); }},
    Field<TcpAoDraft>{{.key = "value", .text = "The secret itself; `file` keeps it out of the configuration."},
                      [](TcpAoDraft& draft, const Node& node, Load& load) { assign(draft.key.secret, secret_as_written(node, load)); }},
};

}  // namespace

const Table<TcpAoDraft>& tcp_ao_table() {
  static constexpr Table<TcpAoDraft> kTable{"keychain", "One of the keys of a chain.", kFields, {}};
  return kTable;
}

std::vector<TcpAoKey> read_tcp_ao(const Node& node, Load& load) {
  std::vector<TcpAoKey> out;
  const auto* items = load.reader.list(node, "a list of keys");
  if (items == nullptr) return out;
  for (const Node& item : *items) {
    TcpAoDraft draft;
    read_object(draft, item, tcp_ao_table(), load);
    if (item.kind != Node::Kind::map) continue;
    if ((item.find("file") != nullptr) == (item.find("value") != nullptr)) load.reader.error(item, "a key needs one of the keys file and value");
    out.push_back(std::move(draft.key));
  }
  return out;
}

}  // namespace vigilcast::config
