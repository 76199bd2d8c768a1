#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/finish.h"
#include "pkg/exabgp/conf/handlers.h"

namespace vigilcast::exabgp::conf {
namespace {

// What the templates say comes after, and over, what the neighbor itself says (as in ExaBGP).
void read_templates(Context& context) {
  Neighbor& neighbor = *context.neighbor;
  neighbor.origin = Origin::inherited;
  for (const Token& name : std::exchange(neighbor.inherits, {})) {  // those of a template are added below, and left alone
    const auto found = context.load.templates.find(name.text);
    if (found == context.load.templates.end()) {
      context.report().warning(name.extent, "no template \"" + printable(name.text) + "\" before this line: nothing is inherited (as in ExaBGP)",
                               "templates come before the neighbors that use them");
    } else {
      // The same path as at its definition: what was reported there is not reported again.
      Context inside = context;
      inside.path = Context{context.load, "template"}.inside(found->second).path;
      read_section(inside, Section::neighbor, found->second.body);
    }
  }
}

}  // namespace

std::string said_key(Section section, std::string_view keyword) { return std::to_string(static_cast<int>(section)) + " " + std::string(keyword); }

const Said* Neighbor::find_said(Section section, std::string_view keyword) const {
  const auto found = said.find(said_key(section, keyword));
  return found == said.end() ? nullptr : &found->second;
}

void on_neighbor(Context& context, const Call& call) {
  Neighbor neighbor;
  Context inside = context.inside(call.statement);
  inside.neighbor = &neighbor;
  inside.group = nullptr;
  neighbor.address = single_value(context, call, read_peer_address);
  if (context.group != nullptr) {
    neighbor.origin = Origin::group;
    read_section(inside, Section::group, *context.group);
  }
  neighbor.origin = Origin::own;
  read_section(inside, Section::neighbor, call.statement.body);
  read_templates(inside);
  finish_neighbor(inside, call.statement);
}

void on_template(Context& context, const Call& call) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  read_section(inside, Section::templates, call.statement.body);
}

void on_template_neighbor(Context& context, const Call& call) {
  const Token* name = single_word(context, call);
  if (name == nullptr) return;
  if (!is_name(name->text)) {
    context.report().error(name->extent, "\"" + printable(name->text) + "\" is not a name for a template", "letters, digits, . - and _ are allowed");
  } else if (!context.load.templates.emplace(name->text, call.statement).second) {
    context.report().error(name->extent, "there is a template \"" + std::string(name->text) + "\" already");
  }
  // Read once for its mistakes, so that a template that nobody uses is judged too.
  Neighbor scratch;
  scratch.origin = Origin::inherited;
  Context inside = context.inside(call.statement);
  inside.neighbor = &scratch;
  read_section(inside, Section::neighbor, call.statement.body);
  for (const Token& inherited : scratch.inherits) {
    context.report().warning(inherited.extent, "this is not read, as in ExaBGP: a template cannot inherit from another one", "let the neighbors inherit both");
  }
}

void on_group(Context& context, const Call& call) {
  std::vector<Statement> common, neighbors;
  Statements all(context.load.lexer, context.report(), call.statement.body);
  while (const Statement* statement = all.next()) (statement->keyword() == "neighbor" ? neighbors : common).push_back(*statement);
  Context inside = context.inside(call.statement);
  inside.group = &common;
  if (neighbors.empty()) context.report().warning(call.statement.extent(), "this group has no neighbor: it does nothing");
  read_section(inside, Section::group, neighbors);
}

void on_inherit(Context& context, const Call& call) {
  const auto words = call.statement.arguments();
  const bool several = !words.empty() && words.front().text == "[";
  if (several ? words.size() > 1 && words[1].text == "]" : words.size() > 1) {
    return context.report().error(call.statement.extent(), several ? "this list has no name of a template" : "the names of several templates are a list",
                                  "write: inherit [ NAME NAME ];");
  }
  for (const Token* name : list_words(context, call, true)) context.neighbor->inherits.push_back(*name);
}

void on_description(Context& context, const Call& call) {
  if (call.statement.arguments().empty()) return context.neighbor->peer.description.clear();
  if (auto text = single_value(context, call, read_text)) context.neighbor->peer.description = std::move(*text);
}

// host-name and domain-name. 6 sends whatever is written.
void on_host_name(Context& context, const Call& call) {
  std::string& into = call.keyword.name == "host-name" ? context.neighbor->host_name : context.neighbor->domain_name;
  const bool any = context.load.compat == Compat::v6;
  if (auto name = single_value(context, call, any ? read_text : read_host_name)) {
    if (any && !read_host_name(*name)) context.report().warning(call.statement.extent(), "no host has such a name: it is sent as it is");
    into = name->substr(0, kLongestHostName);
  }
}

void on_md5_password(Context& context, const Call& call) {
  const Token* word = single_word(context, call);
  if (word == nullptr) return;
  if (word->text.empty()) context.report().error(word->extent, "the password is empty", "write one, or remove the line");
  context.neighbor->peer.md5_password = word->text;
}

// Bare it is off.
void on_md5_base64(Context& context, const Call& call) {
  context.neighbor->md5_base64 = {};
  if (call.statement.arguments().empty()) return;
  if (const auto value = single_value(context, call, read_auto_boolean)) context.neighbor->md5_base64 = *value;
}

void on_listen(Context& context, const Call& call) {
  const Token* word = single_word(context, call);
  if (word == nullptr) return;
  context.neighbor->peer.listen_port.reset();
  if (word->text == "0") return;  // no listener
  if (const auto port = read_port(word->text)) {
    context.neighbor->peer.listen_port = *port;
  } else {
    report_bad_value(context, *word, port.error());
  }
}

// 6 says 0 where the others say `disable`.
void on_rate_limit(Context& context, const Call& call) {
  const auto rate = single_value(context, call, read_rate_limit);
  if (!rate) return;
  context.neighbor->peer.rate_limit = *rate;
  const bool number = call.statement.arguments().front().text == "0";
  if (*rate == 0 && !context.load.lenient() && number != (context.load.compat == Compat::v6)) {
    context.report().error(call.statement.extent(), "ExaBGP " + std::string(compat_name(context.load.compat)) + " does not read this as no limit",
                           number ? "write disable" : "write 0");
  }
}

}  // namespace vigilcast::exabgp::conf
