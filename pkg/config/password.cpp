#include "pkg/config/password.h"

#include <array>

#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr std::size_t kLongestPassword = 80;  // bytes: TCP_MD5SIG_MAXKEYLEN, TCP_AO_MAXKEYLEN

std::optional<std::string> checked(std::string text, const Node& node, Load& load) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (text.empty()) {
    load.reader.error(node, "the password is empty");
  } else if (text.size() > kLongestPassword) {
    load.reader.error(node, "the password has " + std::to_string(text.size()) + " bytes, and TCP takes " + std::to_string(kLongestPassword) + " at most");
  } else if (text.find_first_of(std::string_view("\0\n", 2)) != std::string::npos) {
    load.reader.error(node, "the password is more than one line, or not text");
  } else {
    return text;
  }
  return std::nullopt;
}

constexpr std::array kPasswordFields{
    Field<PasswordDraft>{{.key = "file", .kind = Kind::file, .text = "A file that has the secret as its only line."},
                         [](PasswordDraft& password, const Node& node, Load& load) { password.value = secret_in_file(node, load); }},
    Field<PasswordDraft>{{.key = "value", .text = "The secret itself; `file` keeps it out of the configuration."},
                         [](PasswordDraft& password, const Node& node, Load& load) { password.value = secret_as_written(node, load); }},
};

}  // namespace

std::optional<std::string> secret_in_file(const Node& node, Load& load) {
  auto text = read_file(node, load);
  return text ? checked(*std::move(text), node, load) : std::nullopt;
}

// As it stands, whatever YAML would make of it: a message about quotes would show the secret.
std::optional<std::string> secret_as_written(const Node& node, Load& load) {
  const auto word = load.reader.word(node, "a secret");
  return word ? checked(std::string(*word), node, load) : std::nullopt;
}

const Table<PasswordDraft>& password_table() {
  static constexpr Table<PasswordDraft> kTable{"password", "One of the two.", kPasswordFields, {}};
  return kTable;
}

std::optional<std::string> read_password(const Node& node, Load& load) {
  PasswordDraft password;
  read_object(password, node, password_table(), load);
  if (node.kind != Node::Kind::map) return std::nullopt;
  if (node.entries.empty()) {
    load.reader.error(node, "a password needs one of the keys file and value", "file keeps the secret out of this file");
    return std::nullopt;
  }
  if (node.find("file") != nullptr && node.find("value") != nullptr) {
    load.reader.error(node, "file and value together leave open which one counts", "give one of them");
    return std::nullopt;
  }
  return password.value;
}

}  // namespace vigilcast::config
