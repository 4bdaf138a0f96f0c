#include "tensor/matmul.hpp"

#include <oneapi/dnnl/dnnl_debug.h>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <future>
#include <mutex>
#include <new>
#include <oneapi/dnnl/dnnl.hpp>
#include <vector>

#include "base/aligned.hpp"
#include "base/error.hpp"

#if DNNL_CPU_THREADING_RUNTIME == DNNL_RUNTIME_OMP
extern "C" {  // the two functions of the OpenMP runtime that oneDNN itself is linked with
int omp_get_max_threads(void);
void omp_set_num_threads(int);
}
#endif

namespace graft {
namespace {

// One thread inside oneDNN, for the calling thread and as long as this lives; the host's own
// setting comes back afterwards.
class OneThreadInside {
 public:
#if DNNL_CPU_THREADING_RUNTIME == DNNL_RUNTIME_OMP
  OneThreadInside() : before_(omp_get_max_threads()) {
    if (before_ != 1) omp_set_num_threads(1);
  }
  ~OneThreadInside() {
    if (before_ != 1) omp_set_num_threads(before_);
  }

 private:
  int before_;
#endif
};

// What oneDNN refuses, as an exception of ours.
[[noreturn]] void refuse(dnnl_status_t status, const std::string& what) {
  if (status == dnnl_out_of_memory) throw std::bad_alloc();
  fail(GRAFT_ERROR_INTERNAL, "oneDNN: ", dnnl_status2str(status), ' ', what);
}

std::string text_of(const ProductShape& shape) {
  return join("for a product of ", shape.tile, " x ", shape.inputs, " and ", shape.inputs, " x ",
              shape.outputs);
}

// oneDNN does not survive everywhere that it gets no memory while it makes an object (2.6 takes a
// null pointer for a block in ten places): so there is a look first whether there is plenty.
void expect_memory() {
  constexpr std::size_t plenty = std::size_t{8} << 20;
  void* volatile block = std::malloc(plenty);  // volatile: or the pair is optimised away
  if (!block) throw std::bad_alloc();
  std::free(block);
}

// A primitive that could not be made for lack of memory leaves an entry in oneDNN's cache that all
// later ones of its shape wait for in vain. An empty cache has none; what others had in it is made
// again when they need it. The entry refers to the primitive's description: only while that lives
// can it be found and taken out.
void forget_primitives() {
  int capacity = 0;
  dnnl_get_primitive_cache_capacity(&capacity);
  if (capacity == 0) return;  // another thread is at it, or there is no cache
  dnnl_set_primitive_cache_capacity(0);
  dnnl_set_primitive_cache_capacity(capacity);
}

// The processor's engine: made at the first use, then the same for all, for ever. It has no state.
// No lock is held while it is made, so that a child that is forked meanwhile does not wait for one.
const dnnl::engine& engine() {
  static std::atomic<const dnnl::engine*> shared{nullptr};
  if (const auto* made = shared.load(std::memory_order_acquire)) return *made;
  expect_memory();
  const auto* mine = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  const dnnl::engine* first = nullptr;
  if (shared.compare_exchange_strong(first, mine, std::memory_order_acq_rel)) return *mine;
  delete mine;
  return *first;
}

using dims = dnnl::memory::dims;

dnnl::memory::desc matrix_desc(int64_t rows, int64_t cols, bool transposed) {
  // The strides are those of the stored matrix; a transposed operand is stored cols x rows.
  const dims strides = transposed ? dims{1, rows} : dims{cols, 1};
  return {{rows, cols}, dnnl::memory::data_type::f32, strides};
}

dnnl::memory::desc batch_desc(int64_t batch, int64_t rows, int64_t cols) {
  return {{batch, rows, cols}, dnnl::memory::data_type::f32, dims{rows * cols, cols, 1}};
}

dnnl::primitive_attr attributes(const ProductShape& shape) {
  dnnl::post_ops after;
  if (shape.accumulate) after.append_sum(1.f);
  if (shape.relu) {
#if DNNL_VERSION_MAJOR >= 3
    after.append_eltwise(dnnl::algorithm::eltwise_relu, 0.f, 0.f);
#else
    after.append_eltwise(1.f, dnnl::algorithm::eltwise_relu, 0.f, 0.f);
#endif
  }
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
#if DNNL_VERSION_MAJOR >= 3 || DNNL_VERSION_MINOR >= 6
  // Not what the host or ONEDNN_DEFAULT_FPMATH_MODE may have chosen for the process.
  attr.set_fpmath_mode(dnnl::fpmath_mode::strict);
#endif
  attr.set_post_ops(after);
  return attr;
}

dnnl::matmul::primitive_desc describe(const ProductShape& s) {
  const int64_t t = s.tile, k = s.inputs, n = s.outputs;
  dnnl::memory::desc left, right, result, bias;
  switch (s.product) {
    case Product::forward:
      left = matrix_desc(t, k, false);
      right = matrix_desc(k, n, false);
      result = matrix_desc(t, n, false);
      if (s.batch > 1) {
        left = batch_desc(s.batch, t, k);
        right = batch_desc(s.batch, k, n);
        result = batch_desc(s.batch, t, n);
      }
      break;
    case Product::input_gradient:
      left = matrix_desc(t, n, false);
      right = matrix_desc(n, k, true);
      result = matrix_desc(t, k, false);
      break;
    case Product::weight_gradient:
      left = matrix_desc(k, t, true);
      right = matrix_desc(t, n, false);
      result = matrix_desc(k, n, false);
      break;
  }
  if (s.bias) bias = matrix_desc(1, n, false);
  const auto attr = attributes(s);
#if DNNL_VERSION_MAJOR >= 3
  return s.bias ? dnnl::matmul::primitive_desc(engine(), left, right, bias, result, attr)
                : dnnl::matmul::primitive_desc(engine(), left, right, result, attr);
#else
  return s.bias ? dnnl::matmul::primitive_desc({left, right, bias, result}, attr, engine())
                : dnnl::matmul::primitive_desc({left, right, result}, attr, engine());
#endif
}

// What one lane hands to one primitive; made once, so that a step makes nothing.
struct Arguments {
  dnnl::stream stream;
  dnnl::memory left, right, bias, result, scratch;
};

}  // namespace

class Matmuls::Plan {
 public:
  ProductShape shape;
  dnnl::matmul primitive;
  std::vector<Arguments> lanes;
};

namespace {

dnnl::matmul primitive_of(const dnnl::matmul::primitive_desc& desc) {
  try {
    return dnnl::matmul(desc);
  } catch (...) {
    forget_primitives();
    throw;
  }
}

Matmuls::Plan made(const ProductShape& shape, int count) {
  const auto desc = describe(shape);
  std::vector<Arguments> lanes(static_cast<std::size_t>(count));
  for (Arguments& lane : lanes) {
    lane.stream = dnnl::stream(engine());
    lane.left = dnnl::memory(desc.src_desc(), engine(), nullptr);
    lane.right = dnnl::memory(desc.weights_desc(), engine(), nullptr);
    lane.result = dnnl::memory(desc.dst_desc(), engine(), nullptr);
    if (shape.bias) lane.bias = dnnl::memory(desc.bias_desc(), engine(), nullptr);
    lane.scratch = dnnl::memory(desc.scratchpad_desc(), engine());
  }
  return {shape, primitive_of(desc), std::move(lanes)};
}

}  // namespace

struct Matmuls::State {
  int lanes;
  std::deque<Plan> plans;  // references to its elements stay valid
};

Matmuls::Matmuls(int lanes) try : state_(new State) {
  state_->lanes = lanes;
  engine();
} catch (const dnnl::error& error) {
  refuse(error.status, error.what());
}

Matmuls::~Matmuls() = default;

const Matmuls::Plan& Matmuls::plan(const ProductShape& shape) {
  for (const Plan& plan : state_->plans)
    if (plan.shape == shape) return plan;
  // One at a time in the process. Where one thread had no memory while another made primitives, too,
  // oneDNN 2.6 was seen to keep one in its cache that gives wrong results ever after.
  static std::mutex making;
  const std::lock_guard lock(making);
  const OneThreadInside guard;
  expect_memory();
  try {
    state_->plans.push_back(made(shape, state_->lanes));
    return state_->plans.back();
  } catch (const dnnl::error& error) {
    refuse(error.status, text_of(shape));
  } catch (const std::future_error&) {  // one of the host's own use that could not be made
    throw std::bad_alloc();
  }
}

void Matmuls::run(const Plan& plan, int lane, const float* left, const float* right, float* result,
                  const float* bias) const {
  const OneThreadInside guard;
  const Arguments& a = plan.lanes[std::size_t(lane)];
  dnnl_exec_arg_t arguments[5];
  int count = 0;
  const auto check = [&](dnnl_status_t status) {
    if (status != dnnl_success) refuse(status, text_of(plan.shape));
  };
  const auto pass = [&](int name, const dnnl::memory& memory, const float* data) {
    check(dnnl_memory_set_data_handle(memory.get(), const_cast<float*>(data)));
    arguments[count++] = {name, memory.get()};
  };
  pass(DNNL_ARG_SRC, a.left, left);
  pass(DNNL_ARG_WEIGHTS, a.right, right);
  pass(DNNL_ARG_DST, a.result, result);
  if (bias) pass(DNNL_ARG_BIAS, a.bias, bias);
  arguments[count++] = {DNNL_ARG_SCRATCHPAD, a.scratch.get()};
  check(dnnl_primitive_execute(plan.primitive.get(), a.stream.get(), count, arguments));
}

}  // namespace graft
