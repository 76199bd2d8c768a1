#include "pkg/app/lab/timeline.h"

#include <cstdio>

namespace vigilcast::app {
namespace {

constexpr std::string_view kGreen = "\x1b[32m", kRed = "\x1b[31m", kBold = "\x1b[1m", kDim = "\x1b[2m", kOff = "\x1b[0m";

std::string paint(std::string_view colour, const std::string& text) { return std::string(colour) + text + std::string(kOff); }

std::string pad(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::string lamp(bool good, const std::string& yes, const std::string& no) { return good ? paint(kGreen, "● " + yes) : paint(kRed, "○ " + no); }

std::string stamp(Duration since_start) {
  char text[32];
  std::snprintf(text, sizeof text, "%8.3f s  ", to_seconds(since_start));
  return text;
}

}  // namespace

void Timeline::add(Mark mark, const std::string& text, Instant now) {
  const std::string line = stamp(now - started_) + text;
  if (!terminal_) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
    return;
  }
  if (lines_.size() == kShown) lines_.pop_front();
  lines_.push_back(mark == Mark::plain ? line : paint(mark == Mark::good ? kGreen : kRed, line));
}

void Timeline::draw(const LabPicture& picture) const {
  if (!terminal_) return;
  std::string out = "\x1b[H\x1b[2J" + paint(kBold, "vigilcast lab") + paint(kDim, "  everything on loopback; ^C ends it") + "\n\n";
  out += "  agent   " + picture.agent + "\n  router  " + picture.router + "\n  session " + lamp(picture.session_up, "Established", "not up") + "\n\n";
  out += paint(kDim, "  " + pad("service", 10) + pad("listens on", 22) + pad("is", 14) + pad("prefix", 22) + "the router") + "\n";
  for (const LabService& service : picture.services) {
    out += "  " + pad(service.name, 10) + pad(service.target, 22) + lamp(service.alive, "alive", "dead ") + pad("", 7) + pad(service.prefix, 22) +
           lamp(service.announced, "has the route", "has no route") + "\n";
  }
  out += "\n";
  for (const std::string& line : lines_) out += "  " + line + "\n";
  out += "\n";
  for (const std::string& step : picture.next_steps) out += paint(kDim, "  " + step) + "\n";
  std::fputs(out.c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace vigilcast::app
