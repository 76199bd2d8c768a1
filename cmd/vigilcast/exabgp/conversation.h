// A conversation with the running program over ExaBGP's command line: its unix socket, or its named pipes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "pkg/app/options.h"
#include "pkg/base/result.h"
#include "pkg/exabgp/cli/pipes.h"
#include "pkg/exabgp/cli/words.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::cmd {

// What chooses the way: flags of the command, then settings. Without a word about it the socket is taken where somebody answers there, else the pipes.
struct Way {
  std::string pipename, socketname;
  bool pipe = false, socket = false;
};

class Conversation {
 public:
  // Nothing: standard error has what was looked for.
  static std::optional<Conversation> open(const Way& asked, const app::RunOptions& options);

  // Says one line and hands on those of its answer. AnswerEnd::none: the end was not told in time.
  Result<exabgp::AnswerEnd> say(const std::string& command, const std::function<void(std::string_view line)>& on_line);

 private:
  Conversation(runtime::Descriptor socket, std::string path) : path_(std::move(path)), socket_(std::move(socket)) {}
  explicit Conversation(exabgp::CommandPipes pipes) : pipes_(std::move(pipes)) {}

  Result<exabgp::AnswerEnd> say_over_socket(const std::string& command, const std::function<void(std::string_view line)>& on_line);
  Result<exabgp::AnswerEnd> say_to(int commands, int answers, const std::string& command, const std::function<void(std::string_view line)>& on_line);

  std::string path_;            // of the socket
  runtime::Descriptor socket_;  // one for the whole conversation: what a command says of the next ones holds
  exabgp::CommandPipes pipes_;  // opened for each command, as ExaBGP's client does
  std::string rest_;            // read, and behind the end of an answer
};

}  // namespace vigilcast::cmd
