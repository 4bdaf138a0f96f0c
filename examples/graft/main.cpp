// graft: the library on the command line, by graft.h and graft.hpp. Of the library's own sources it
// uses how files are written and words are guessed (src/base), so that there is one way of each.
#include <csignal>
#include <exception>
#include <new>

#include "commands.hpp"
#include "failure.hpp"
#include "graft.hpp"
#include "output.hpp"

namespace {

using namespace command;

struct Command {
  const char* name;
  int (*run)(const Words&);
};

constexpr Command commands[] = {{"fit", fit},        {"predict", predict}, {"evaluate", evaluate},
                                {"report", report},  {"info", info},       {"methods", methods},
                                {"options", options}};

bool asks_for_help(const std::string& word) { return word == "--help" || word == "-h"; }

int run(const Words& words) {
  if (words.empty())
    wrong_usage("no command given: fit, predict, evaluate, report, info (see --help)");
  if (asks_for_help(words[0]) || words[0] == "help") {
    print(help(words.size() > 1 ? words[1] : ""));
    return exit_ok;
  }
  if (words[0] == "--version") {
    print(std::string("graft ") + graft_version() + "\n");
    return exit_ok;
  }
  for (const Command& command : commands) {
    if (words[0] != command.name) continue;
    const Words rest(words.begin() + 1, words.end());
    for (const auto& word : rest)
      if (asks_for_help(word)) {
        print(help(command.name));
        return exit_ok;
      }
    return command.run(rest);
  }
  wrong_usage("unknown command '" + words[0] + "' (see --help)");
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone shows as a failed write
  try {
    return run(Words(argv + 1, argv + argc));
  } catch (const Failure& failure) {
    complain(failure.what());
    return failure.code();
  } catch (const graft_api::Error& error) {
    complain(error.what());
    return error.status() == GRAFT_ERROR_IO ? exit_io : exit_refused;
  } catch (const std::bad_alloc&) {
    complain("out of memory");
    return exit_refused;
  } catch (const std::exception& error) {
    complain(error.what());
    return exit_refused;
  }
}
