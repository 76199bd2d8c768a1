// static, announce and flow: the routes of a neighbor. Their text is read by route_text.h; here tokens become words, and word numbers places.
#include "pkg/exabgp/conf/handlers.h"
#include "pkg/exabgp/conf/route_text.h"

namespace vigilcast::exabgp::conf {
namespace {

using Reader = std::vector<ParsedRoute> (*)(std::span<const std::string_view>, const RouteContext&, std::vector<WordError>&);

struct PlacedWords {
  std::vector<std::string_view> words;
  std::vector<Extent> places;
};

// Files leave parentheses inside words; routes want them alone.
void append_pieces(const Token& token, PlacedWords& out) {
  if (token.quoted || token.kind != Token::Kind::word || token.text.size() != token.extent.length) {
    out.words.push_back(token.text);
    out.places.push_back(token.extent);
    return;
  }
  for (std::size_t at = 0; at < token.text.size();) {
    const bool alone = token.text[at] == '(' || token.text[at] == ')';
    const std::size_t end = alone ? at + 1 : std::min(token.text.find_first_of("()", at), token.text.size());
    out.words.push_back(token.text.substr(at, end - at));
    out.places.push_back({token.extent.offset + at, end - at});
    at = end;
  }
}

PlacedWords route_words_of(Context& context, const Statement& statement) {
  std::vector<Token> tokens(statement.words.begin() + 1, statement.words.end());
  if (statement.has_body) append_tokens(context.load.lexer, statement.body, tokens);
  PlacedWords out;
  for (const Token& token : tokens) append_pieces(token, out);
  return out;
}

Extent extent_of_words(const PlacedWords& placed, const WordError& error, const Statement& statement) {
  if (placed.places.empty()) return statement.extent();
  const std::size_t first = std::min(error.word, placed.places.size() - 1);
  const std::size_t last = std::min(first + std::max<std::size_t>(error.count, 1), placed.places.size()) - 1;
  const std::size_t offset = placed.places[first].offset;
  return {offset, placed.places[last].offset + placed.places[last].length - offset};
}

void take(Context& context, const Call& call, ParsedRoute&& route) {
  model::RouteTerms terms{route.nlri.family,           route.nlri.path_id,        std::move(route.next_hop),
                          std::move(route.attributes), std::move(route.watchdog), route.withdrawn};
  if (context.judge != nullptr) return (*context.judge)(route.nlri, terms, call.statement);
  if (context.route_lines != nullptr) context.route_lines->push_back(context.load.source.line_of(call.statement.extent().offset));
  context.routes->add(route.nlri, std::move(terms));
}

void read_routes(Context& context, const Call& call, Reader read, const RouteContext& how) {
  const PlacedWords placed = route_words_of(context, call.statement);
  std::vector<WordError> errors;
  auto routes = read(placed.words, how, errors);
  for (const WordError& error : errors) {
    const Extent where = extent_of_words(placed, error, call.statement);
    error.warning ? context.report().warning(where, error.text, error.hint) : context.report().error(where, error.text, error.hint);
  }
  const bool plain = read == read_route && errors.empty() && routes.size() == 1 && context.routes != nullptr;
  const std::size_t before = context.routes != nullptr ? context.routes->size() : 0;
  for (ParsedRoute& route : routes) take(context, call, std::move(route));
  if (plain && context.routes->size() == before + 1) context.load.known_routes.learn(context.load.lexer, call, *context.routes);
}

void read_routes(Context& context, const Call& call, Reader read) { read_routes(context, call, read, {context.load.compat, std::nullopt, false}); }

// The family that section and keyword name.
std::optional<bgp::Family> announced_family(const Call& call) {
  const Section section = call.keyword.section;
  const std::string_view afi = section == Section::announce_ipv4 ? "ipv4" : section == Section::announce_ipv6 ? "ipv6" : "l2vpn";
  return bgp::parse_family(afi, call.keyword.name);
}

void enter(Context& context, const Call& call, Section section) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  read_section(inside, section, call.statement.body);
}

// Neighbors that have the section in common have its routes in common, too.
void enter_routes(Context& context, const Call& call, Section section) {
  const Block& block = call.statement.body;
  auto& known = context.load.route_sections[block.start];
  if (!known) {
    report_extra(context, call, 0);
    auto list = std::make_shared<model::RouteList>();
    Context inside = context.inside(call.statement);
    inside.routes = list.get();
    std::vector<unsigned> lines;
    if (context.load.places != nullptr) inside.route_lines = &lines;
    context.load.source.begin_list(block.start);
    read_section(inside, section, block);
    known = std::make_shared<const RouteSection>(section, inside.path, block, std::move(list), std::move(lines));
  }
  block.end = known->block.end;
  context.neighbor->routes.push_back(known);
}

}  // namespace

void on_static(Context& context, const Call& call) { enter_routes(context, call, Section::static_routes); }
void on_announce(Context& context, const Call& call) { enter_routes(context, call, Section::announce); }
void on_announce_ipv4(Context& context, const Call& call) { enter(context, call, Section::announce_ipv4); }
void on_announce_ipv6(Context& context, const Call& call) { enter(context, call, Section::announce_ipv6); }
void on_announce_l2vpn(Context& context, const Call& call) { enter(context, call, Section::announce_l2vpn); }
void on_l2vpn(Context& context, const Call& call) { enter_routes(context, call, Section::l2vpn); }
void on_flow(Context& context, const Call& call) { enter_routes(context, call, Section::flow); }

void on_route(Context& context, const Call& call) { read_routes(context, call, read_route); }
void on_attributes(Context& context, const Call& call) { read_routes(context, call, read_attributes); }
void on_announce_prefix(Context& context, const Call& call) { read_routes(context, call, read_route, {context.load.compat, announced_family(call), false}); }
void on_announce_flow(Context& context, const Call& call) { read_routes(context, call, read_flow, {context.load.compat, announced_family(call), false}); }
void on_announce_family(Context& context, const Call& call) { read_routes(context, call, read_family, {context.load.compat, announced_family(call), false}); }
void on_flow_route(Context& context, const Call& call) { read_routes(context, call, read_flow); }

}  // namespace vigilcast::exabgp::conf
