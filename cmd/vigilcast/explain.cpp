// vigilcast explain: why a prefix, service or peer is as it is, and what to do about it.
#include <algorithm>

#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/verbs.h"
#include "pkg/base/text.h"
#include "pkg/model/subject.h"

namespace vigilcast::cmd {

namespace {

// "peer", "service", "prefix" …
std::string kinds() {
  std::string out;
  for (const model::SubjectRow& row : model::kSubjects) out += (out.empty() ? "" : ", ") + std::string(row.word);
  return out;
}

http::QueryParameters query_of(const std::vector<std::string>& words) {
  if (words.size() == 1) return {{"subject", words[0]}};
  if (std::ranges::find(model::kSubjects, words[0], &model::SubjectRow::word) == model::kSubjects.end()) {
    throw CLI::ValidationError("there is no kind '" + printable(words[0]) + "' to explain; the kinds are " + kinds());
  }
  return {{"kind", words[0]}, {"subject", words[1]}};
}

}  // namespace

void add_explain(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  const auto words = std::make_shared<std::vector<std::string>>();
  verb.add_option("subject", *words, "a prefix or address, a service, or a peer's name or address; before it, the kind where a name has several: " + kinds())
      ->required()
      ->expected(1, 2)
      ->type_name("[KIND] NAME");
  verb.callback([agent, words, &exit_code] { exit_code = print(*agent, ask(*agent, "/api/v1/explain", query_of(*words)), render_explanation); });
}

}  // namespace vigilcast::cmd
