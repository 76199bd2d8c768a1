// tcp-ao { keyid 1; algorithm hmac-sha-1-96; password "…"; }: one key, as ExaBGP 6 has it.
#include <algorithm>
#include <array>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/handlers.h"

namespace vigilcast::exabgp::conf {
namespace {

struct Row {
  std::string_view word;
  TcpAoAlgorithm algorithm;
};
constexpr std::array kAlgorithms{Row{"hmac-sha-1-96", TcpAoAlgorithm::hmac_sha1}, Row{"aes-128-cmac-96", TcpAoAlgorithm::aes_128_cmac},
                                 Row{"hmac-sha-256", TcpAoAlgorithm::hmac_sha256}};

Result<TcpAoAlgorithm> read_algorithm(std::string_view word) {
  const auto* found = std::ranges::find(kAlgorithms, to_lower(word), &Row::word);
  if (found != kAlgorithms.end()) return found->algorithm;
  return fail("\"" + printable(word) + "\" is no algorithm of TCP-AO", {}, "write hmac-sha-1-96, aes-128-cmac-96 or hmac-sha-256");
}

Result<std::uint8_t> read_key_id(std::string_view word) {
  if (const auto number = parse_number<std::uint8_t>(word)) return *number;
  return fail("\"" + printable(word) + "\" is not the number of a key", {}, "write a number from 0 to 255");
}

}  // namespace

std::string_view tcp_ao_algorithm_word(TcpAoAlgorithm algorithm) { return std::ranges::find(kAlgorithms, algorithm, &Row::algorithm)->word; }

// A template's key replaces the neighbor's own, as all it says.
void on_tcp_ao(Context& context, const Call& call) {
  report_extra(context, call, 0);
  context.neighbor->tcp_ao.emplace().extent = call.statement.extent();
  Context inside = context.inside(call.statement);
  read_section(inside, Section::tcp_ao, call.statement.body);
}

void on_tcp_ao_keyid(Context& context, const Call& call) {
  const auto id = single_value(context, call, read_key_id);
  context.neighbor->tcp_ao->id = id;
  context.neighbor->tcp_ao->wrong_id = !id;
}

void on_tcp_ao_algorithm(Context& context, const Call& call) {
  if (const auto algorithm = single_value(context, call, read_algorithm)) context.neighbor->tcp_ao->algorithm = *algorithm;
}

void on_tcp_ao_password(Context& context, const Call& call) {
  if (const Token* word = single_word(context, call)) context.neighbor->tcp_ao->password = word->text;
}

void on_tcp_ao_base64(Context& context, const Call& call) {
  if (const auto value = flag_value(context, call, true)) context.neighbor->tcp_ao->base64 = *value;
}

}  // namespace vigilcast::exabgp::conf
