#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/child.h"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "pkg/runtime/environment.h"
#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/line_reader.h"
#include "pkg/runtime/pipe.h"
#include "pkg/runtime/pipe_writer.h"
#include "pkg/runtime/spawn.h"

namespace vigilcast::runtime {

namespace {

constexpr Duration kill_after = std::chrono::seconds(2);

std::string status_text(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return "exit status " + std::to_string(info.si_status);
  const char* name = ::sigabbrev_np(info.si_status);
  return "killed by " + (name != nullptr ? "SIG" + std::string(name) : "signal " + std::to_string(info.si_status));
}

}  // namespace

struct Child::State : std::enable_shared_from_this<Child::State> {
  State(Loop& owner, Callbacks calls) : loop(owner), callbacks(std::move(calls)), process(owner.context()), kill_timer(owner, [this] { kill_group(); }) {}

  Result<void> start(const ChildSpec& spec);
  void watch(Pipe input, Pipe output, Pipe errors, std::size_t input_limit);
  void wait_for_exit();
  void exited();
  void report();

  // The number of a group stays taken while its leader is not reaped or a member lives, so this cannot hit a stranger.
  void signal_group(int number) {
    if (pid > 0) ::kill(-pid, number);
  }
  void kill_group() {
    signal_group(SIGKILL);
    if (!status.empty()) pid = 0;
  }
  [[nodiscard]] bool group_lives() const { return ::kill(-pid, 0) == 0; }

  void silence() {
    silent = true;
    for (const auto& reader : {output, errors}) {
      if (reader) reader->stop();
    }
    if (input) input->close();
  }

  Loop& loop;
  Callbacks callbacks;
  boost::asio::posix::stream_descriptor process;  // a pidfd
  Timer kill_timer;
  pid_t pid = 0;
  std::shared_ptr<PipeWriter> input;
  std::shared_ptr<LineReader> output, errors;
  std::string status;  // once it has exited
  bool started = false;
  bool output_ended = false;
  bool terminating = false;
  bool reported = false;
  bool silent = false;
};

Result<void> Child::State::start(const ChildSpec& spec) {
  Result<Pipe> in = Pipe::open(), out = Pipe::open(), err = callbacks.on_error_line ? Pipe::open() : Result<Pipe>(Pipe{});
  for (const auto* pipe : {&in, &out, &err}) {
    if (!*pipe) return std::unexpected(pipe->error());
  }
  const Result<pid_t> leader = spawn({spec.argv, environment_with(spec.environment, spec.without_environment), spec.directory, in->read.get(), out->write.get(),
                                      err->write.get(), spec.umask, spec.account ? &*spec.account : nullptr});
  if (!leader) return std::unexpected(leader.error());
  pid = *leader;
  try {
    watch(std::move(*in), std::move(*out), std::move(*err), spec.input_limit);
  } catch (const boost::system::system_error& problem) {
    silence();
    signal_group(SIGKILL);
    ::waitpid(std::exchange(pid, 0), nullptr, 0);
    return fail("cannot be watched: " + errno_text(problem.code().value()), spec.argv[0]);
  }
  started = true;
  return {};
}

void Child::State::watch(Pipe in, Pipe out, Pipe err, std::size_t input_limit) {
  const std::weak_ptr<State> weak = weak_from_this();
  input = std::make_shared<PipeWriter>(loop, std::move(in.write), input_limit, callbacks.on_queue);
  output = std::make_shared<LineReader>(loop, std::move(out.read),
                                        LineReader::Callbacks{callbacks.on_line,
                                                              [weak](std::size_t lines) {
                                                                if (const auto self = weak.lock()) self->callbacks.on_dropped(lines);
                                                              },
                                                              [weak] {
                                                                if (const auto self = weak.lock()) {
                                                                  self->output_ended = true;
                                                                  self->report();
                                                                }
                                                              }});
  output->start();
  if (err.read) {
    errors = std::make_shared<LineReader>(loop, std::move(err.read), LineReader::Callbacks{callbacks.on_error_line, [](std::size_t) {}, [] {}});
    errors->start();
  }
  Descriptor watched(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));  // the C library's header is not fit for C++
  if (!watched) throw boost::system::system_error(errno, boost::system::system_category());
  process.assign(watched.get());
  std::ignore = watched.release();
  wait_for_exit();
}

void Child::State::wait_for_exit() {
  process.async_wait(boost::asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->exited();
  });
}

void Child::State::exited() {
  siginfo_t info{};
  if (::waitid(P_PIDFD, static_cast<id_t>(process.native_handle()), &info, WEXITED | WNOHANG) != 0 || info.si_pid == 0) return wait_for_exit();
  status = status_text(info);
  boost::system::error_code ignored;
  process.close(ignored);
  if (!terminating || !group_lives()) {
    kill_timer.disarm();
    pid = 0;
  }
  if (silent) return;
  if (errors) errors->finish();
  output_ended ? report() : output->finish();
}

void Child::State::report() {
  if (silent || reported || status.empty() || !output_ended) return;
  reported = true;
  input->close();
  callbacks.on_exit(status);
}

Child::Child(Loop& loop, Callbacks callbacks) : state_(std::make_shared<State>(loop, std::move(callbacks))) {}

Child::~Child() {
  state_->silence();
  state_->kill_timer.disarm();
  state_->signal_group(SIGKILL);
}

Result<void> Child::start(const ChildSpec& spec) { return state_->start(spec); }

int Child::pid() const { return state_->pid; }

bool Child::running() const { return state_->started && !state_->reported; }

bool Child::write(std::string_view bytes) { return state_->input && state_->input->write(bytes); }

std::size_t Child::queued() const { return state_->input ? state_->input->queued() : 0; }

std::size_t Child::queued_lines() const { return state_->input ? state_->input->queued_lines() : 0; }

void Child::pause_reading() {
  if (state_->output) state_->output->pause();
}

void Child::resume_reading() {
  if (state_->output) state_->output->resume();
}

void Child::terminate() {
  if (state_->pid == 0 || state_->terminating) return;
  state_->terminating = true;
  state_->signal_group(SIGTERM);
  state_->kill_timer.arm(state_->loop.now() + kill_after);
}

}  // namespace vigilcast::runtime
