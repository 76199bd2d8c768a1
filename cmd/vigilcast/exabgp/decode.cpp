// exabgp decode: messages as the JSON that helpers get.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/verbs/decode.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::cmd {
namespace {

struct DecodeWords {
  std::vector<std::string> payload;
  NeighborWords neighbor;
  bool nlri = false, update = false, open = false, json = false, commands = false, debug = false;
};

void add_options(CLI::App& verb, DecodeWords& to) {
  add_neighbor_options(verb, to.neighbor);
  verb.add_option("payload", to.payload, "hexadecimal; without one, each line of standard input is one");
  verb.add_flag("-n,--nlri", to.nlri, "the payload is destinations only");
  verb.add_flag("-u,--update", to.update, "the payload is an UPDATE (so it is, unless its header says otherwise)");
  verb.add_flag("-o,--open", to.open, "the payload is an OPEN");
  verb.add_flag("-j,--json", to.json, "print JSON (so it does)");
  verb.add_flag("-m,--command", to.commands, "print the commands that make the same routes");
  verb.add_flag("-d,--debug,-p,--pdb", to.debug)->group("");  // for ExaBGP's developers
}

exabgp::Identity identity(const app::RunOptions& options) {
  char host[256] = {};
  gethostname(host, sizeof host - 1);
  return {host, static_cast<int>(getpid()), static_cast<int>(getppid()), exabgp::dialect_of(options.compat), options.settings.api_compact()};
}

bool print(const CLI::App& verb, const exabgp::DecodeRequest& request, const app::RunOptions& options) {
  const auto decoded = exabgp::decode(request, identity(options), runtime::wall_now());
  if (!decoded) return tell_failure(verb, decoded.error()) == 0;
  for (const std::string& line : decoded->lines) std::printf("%s\n", line.c_str());
  for (const std::string& fault : decoded->faults) std::fprintf(stderr, "exabgp decode: %s\n", fault.c_str());
  return true;
}

}  // namespace

int exabgp_decode(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a message as the JSON that helpers get", "exabgp decode");
  DecodeWords read;
  add_options(verb, read);
  if (const auto code = read_words(verb, words)) return *code;
  const auto neighbor = chosen_neighbor(verb, read.neighbor, options);
  if (!neighbor) return 1;
  exabgp::DecodeRequest request;
  request.nlri = read.nlri;
  request.open = read.open;
  request.form = read.commands ? exabgp::DecodeForm::commands : exabgp::DecodeForm::json;
  request.neighbor = *neighbor;
  request.hex = join(read.payload, "");
  if (!read.payload.empty()) return print(verb, request, options) ? 0 : 1;
  bool good = true;
  while (std::getline(std::cin, request.hex)) good = (trim(request.hex).empty() || print(verb, request, options)) && good;
  return good ? 0 : 1;
}

}  // namespace vigilcast::cmd
