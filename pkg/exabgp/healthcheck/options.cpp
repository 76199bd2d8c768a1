#include "pkg/exabgp/healthcheck/options.h"

#include <algorithm>
#include <set>

#include "pkg/base/text.h"
#include "pkg/exabgp/healthcheck/option_table.h"

namespace vigilcast::exabgp {
namespace {

// Each address of them is put on an interface, or announced: beyond this it is a slip of the pen.
constexpr unsigned kMostHostBits = 16;

struct Word {
  std::string text;
  std::string place;  // "FILE:3: "; empty: the command line
};

std::string flag_of(const HealthcheckOption& option) { return "--" + std::string(option.name) + (option.brief.empty() ? "" : "/" + std::string(option.brief)); }

bool takes_value(const HealthcheckOption& option) { return !option.argument.empty(); }

// A word that may be a value although options could stand there.
bool is_value(std::string_view word) {
  if (!word.starts_with('-') || word == "-" || word.contains(' ')) return true;
  return word.size() > 1 && (std::isdigit(static_cast<unsigned char>(word[1])) != 0 || word[1] == '.');  // a number below zero
}

class Reader {
 public:
  Reader(const std::vector<Word>& words, Compat compat) : words_(words), compat_(compat) {}

  HealthcheckWords read() {
    while (at_ < words_.size()) next();
    return std::move(out_);
  }

 private:
  void next() {
    const Word& word = words_[at_++];
    if (word.text == "-h" || word.text == "--help") {
      out_.help = true;
    } else if (word.text.starts_with("--") && word.text.size() > 2) {
      named(word);
    } else if (word.text.starts_with('-') && word.text.size() > 1) {
      letters(word);
    } else {
      problem(word, "unrecognized arguments: " + printable(word.text));
    }
  }

  void named(const Word& word) {
    const std::string_view whole = std::string_view(word.text).substr(2);
    const std::size_t equals = whole.find('=');
    const auto value = equals == std::string_view::npos ? std::nullopt : std::optional(whole.substr(equals + 1));
    const std::string_view name = whole.substr(0, equals);
    std::vector<const HealthcheckOption*> found;
    for (const HealthcheckOption& option : healthcheck_options()) {
      if (option.name == name) found = {&option};
      if (option.name == name) break;
      if (option.name.starts_with(name)) found.push_back(&option);
    }
    if (found.size() == 1) return use(*found.front(), word, value);
    if (!found.empty()) return problem(word, "ambiguous option: --" + printable(name) + " could be " + names(found));
    std::vector<std::string_view> known;
    for (const HealthcheckOption& option : healthcheck_options()) known.push_back(option.name);
    const auto meant = nearest(name, known);
    problem(word, "unrecognized arguments: " + printable(word.text) + (meant ? " (did you mean --" + *meant + "?)" : ""));
    if (at_ < words_.size() && is_value(words_[at_].text)) ++at_;  // most probably its value
  }

  // "-d", "-i5", "-i", "-da", "-sF".
  void letters(const Word& word) {
    std::string_view rest = word.text;
    if (rest.starts_with("-sF")) return brief("-sF", word, rest.substr(3));
    rest.remove_prefix(1);
    while (!rest.empty()) {
      const std::string letter = "-" + std::string(rest.substr(0, 1));
      const auto* option = find_brief(letter);
      if (option == nullptr) return problem(word, "unrecognized arguments: " + printable(word.text));
      rest.remove_prefix(1);
      if (takes_value(*option)) return brief(letter, word, rest);
      use(*option, word, std::nullopt);
    }
  }

  void brief(std::string_view letter, const Word& word, std::string_view rest) {
    if (rest.starts_with('=')) rest.remove_prefix(1);
    use(*find_brief(letter), word, rest.empty() ? std::nullopt : std::optional(rest));
  }

  void use(const HealthcheckOption& option, const Word& word, std::optional<std::string_view> value) {
    if (compat_ != Compat::auto_ && option.since > compat_) return problem(word, "unrecognized arguments: --" + std::string(option.name));
    if (!takes_value(option) && value) return refuse(option, word, "it takes no value, and got '" + printable(*value) + "'");
    if (takes_value(option) && !value && at_ < words_.size() && is_value(words_[at_].text)) value = words_[at_++].text;
    alone(option, word);
    if (takes_value(option) && !value) {
      if (option.argument.starts_with('[')) return;
      return refuse(option, word, "expected one argument");
    }
    const auto done = set_healthcheck_option(option, out_.options, value.value_or(""));
    if (!done) refuse(option, word, "'" + printable(value.value_or("")) + "': " + done.error().text);
  }

  // Three say where the log goes; of those only one may.
  void alone(const HealthcheckOption& option, const Word& word) {
    static constexpr std::string_view kLogs[] = {"silent", "syslog-facility", "no-syslog"};
    if (std::ranges::find(kLogs, option.name) == std::end(kLogs)) return;
    if (log_ != nullptr && log_ != &option) refuse(option, word, "not allowed with argument " + flag_of(*log_));
    log_ = &option;
  }

  static const HealthcheckOption* find_brief(std::string_view letter) {
    const auto found = std::ranges::find(healthcheck_options(), letter, &HealthcheckOption::brief);
    return found == healthcheck_options().end() ? nullptr : &*found;
  }

  static std::string names(const std::vector<const HealthcheckOption*>& options) {
    std::vector<std::string> out;
    for (const auto* option : options) out.push_back("--" + std::string(option->name));
    return join(out, ", ");
  }

  void refuse(const HealthcheckOption& option, const Word& word, const std::string& why) { problem(word, "argument " + flag_of(option) + ": " + why); }
  void problem(const Word& word, const std::string& text) { out_.problems.push_back(word.place + text); }

  const std::vector<Word>& words_;
  Compat compat_;
  std::size_t at_ = 0;
  HealthcheckWords out_;
  const HealthcheckOption* log_ = nullptr;
};

std::vector<Word> words_of(const std::string& file, std::string_view text) {
  std::vector<Word> out;
  std::size_t number = 0;
  for (const std::string_view raw : split(text, '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.starts_with('#')) continue;
    const std::string place = file + ":" + std::to_string(number) + ": ";
    const std::size_t equals = line.find('=');
    out.push_back({"--" + std::string(trim(line.substr(0, equals))), place});
    if (equals != std::string_view::npos) out.push_back({std::string(trim(line.substr(equals + 1))), place});
  }
  return out;
}

void judge(HealthcheckWords& read) {
  HealthcheckOptions& options = read.options;
  const bool each = options.deaggregate || options.ip_dynamic || !options.no_ip_setup;
  for (const Prefix& ip : options.ips) {
    if (each && ip.address.bits() - ip.length > kMostHostBits) {
      read.problems.push_back("argument --ip: " + ip.to_string() + " has too many addresses to put each on an interface: add --no-ip-setup");
    }
  }
  for (const AddressOn& on : options.interfaces) {
    if (std::ranges::find(options.ips, on.address) == options.ips.end()) {
      read.problems.push_back("argument --ip-ifname: there is no --ip " + on.address.to_string() + " that could be put on " + on.interface);
    }
  }
}

}  // namespace

HealthcheckWords read_healthcheck(const std::vector<std::string>& words, Compat compat, const std::function<Result<std::string>(const std::string&)>& read) {
  std::vector<Word> all;
  for (const std::string& word : words) all.push_back({word, ""});
  HealthcheckWords out = Reader(all, compat).read();
  if (out.help) return out;
  if (!out.options.config.empty()) {
    const auto text = read(out.options.config);
    if (!text) {
      out.problems.push_back("argument --config/-F: " + text.error().to_string());
      return out;
    }
    std::vector<Word> before = words_of(out.options.config, *text);
    before.insert(before.end(), all.begin(), all.end());
    out = Reader(before, compat).read();
  }
  judge(out);
  return out;
}

std::string healthcheck_usage(Compat compat) {
  constexpr std::size_t kHelpColumn = 36;
  std::string out =
      "usage: exabgp healthcheck [OPTION]...\nAnnounces addresses as long as a check succeeds. Each option is a flag, or a line `key = value` of --config's "
      "file.\n\n";
  for (const HealthcheckOption& option : healthcheck_options()) {
    if (compat != Compat::auto_ && option.since > compat) continue;
    std::string line = "  --" + std::string(option.name) + (option.brief.empty() ? "" : ", " + std::string(option.brief)) +
                       (option.argument.empty() ? "" : " " + std::string(option.argument));
    line.resize(std::max(line.size() + 1, kHelpColumn), ' ');
    out += line + std::string(option.doc) + (option.repeats ? "; may be repeated" : "") + "\n";
  }
  return out;
}

}  // namespace vigilcast::exabgp
