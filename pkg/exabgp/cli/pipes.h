// Where the named pipes and the socket of ExaBGP's command line may be. Pure: what exists is found out by who opens them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigilcast::exabgp {

// The two of a daemon; whoever wants to talk to it makes them, with the rights that he sees fit.
struct CommandPipes {
  std::string in;   // commands, to the daemon
  std::string out;  // answers
};

// Best first: those of /run and /var/run, then the same below the root of the installation ("" or "/": no more than those).
std::vector<CommandPipes> command_pipes(std::string_view name, unsigned uid, std::string_view root);
// The same for the socket, which the daemon makes.
std::vector<std::string> command_sockets(std::string_view name, unsigned uid, std::string_view root);

}  // namespace vigilcast::exabgp
