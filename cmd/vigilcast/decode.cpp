// vigilcast decode: a BGP message in hex as JSON. Needs no agent.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/vigilcast/render/message.h"
#include "cmd/vigilcast/verbs.h"
#include "pkg/base/text.h"

namespace vigilcast::cmd {
namespace {

struct DecodeArguments {
  std::vector<std::string> hex;
  std::string family;
};

// "ipv4 unicast"; an empty text is none.
Result<std::optional<bgp::Family>> read_family(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto parts = words(text);
  const auto family = parts.size() == 2 ? bgp::parse_family(parts[0], parts[1]) : std::nullopt;
  if (!family) return fail("'" + text + "' is no address family", "-f", "write it as \"ipv4 unicast\"");
  return family;
}

Result<std::vector<DecodedMessage>> decoded(const DecodeArguments& arguments) {
  const auto family = read_family(arguments.family);
  if (!family) return std::unexpected(family.error());
  return decode_messages(join(arguments.hex, ""), *family);
}

int decode(const DecodeArguments& arguments) {
  const auto messages = decoded(arguments);
  if (!messages) {
    std::fputs(("vigilcast: " + messages.error().to_string() + "\n").c_str(), stderr);
    return 1;
  }
  for (const DecodedMessage& message : *messages) {
    std::fputs((message.json + "\n").c_str(), stdout);
    for (const std::string& fault : message.faults) std::fputs(("fault: " + fault + "\n").c_str(), stderr);
  }
  return 0;
}

}  // namespace

void add_decode(CLI::App& verb, int& exit_code) {
  const auto arguments = std::make_shared<DecodeArguments>();
  verb.add_option("hex", arguments->hex, "the message, or several; spaces and colons are skipped; without a header, the body of an UPDATE")->required();
  verb.add_option("-f,--family", arguments->family, "the only address family that counts as negotiated: \"ipv4 unicast\"");
  verb.callback([arguments, &exit_code] { exit_code = decode(*arguments); });
}

}  // namespace vigilcast::cmd
