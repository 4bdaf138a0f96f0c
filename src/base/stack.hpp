// Room on the stack. Hosts call from threads with little of it (128 KiB with musl, 512 KiB on
// macOS, 1 MiB in a Java machine, tasks with stacks of their own), and code that recurses along its
// input needs more than that for large inputs.
#pragma once

#include <cstddef>
#include <type_traits>

namespace graft {

// Bytes between the caller's frame and the end of its stack; 0 where that cannot be told, as on a
// stack that a host's fibre brought along.
std::size_t stack_left();

// Runs work(argument) on a thread that has `bytes` of stack and ends before this returns; what the
// work throws is rethrown here. Throws GRAFT_ERROR_MEMORY if there is no such thread to be had.
void on_own_stack(std::size_t bytes, void (*work)(void*), void* argument);

// Runs the work where there are `bytes` of stack for it: here, or else on a stack of its own.
template <class Work>
void with_stack(std::size_t bytes, Work&& work) {
  if (stack_left() >= bytes) {
    work();
    return;
  }
  on_own_stack(
      bytes, [](void* w) { (*static_cast<std::remove_reference_t<Work>*>(w))(); }, &work);
}

}  // namespace graft
