#!/usr/bin/env python3
"""Samples the problem that tests/bench/nuts.cpp wrote, with NumPyro's NUTS on one core.

The same posterior in the same coordinates: z normal, tau_l exponential and
sigma log-normal are sampled by NumPyro on the log scale, so the unconstrained
coordinates are Graft's (z, log tau, log sigma).  The same starts, chains,
warm-up, draws and target acceptance; double precision; diagonal mass matrix
and at most 2^10 - 1 leapfrogs, the defaults of both.  h_l is computed here
with JAX's own gradients.

Everything runs twice, and the first run, which includes compilation, is
reported but not counted; times are the processor's.  R-hat and bulk ESS are ArviZ's (the same estimators
as Graft's), the worst over every coordinate.

Example, pinned to one core:

    nuts small --accept 0.9 --write small.json
    taskset -c 0 python3 nuts_numpyro.py small.json --accept 0.9
"""

import argparse
import json
import os
import time

os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import arviz
import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import NUTS

numpyro.enable_x64()


def forward(widths, layers, x):
    """Layers as lists of [outputs][inputs + 1], the bias last, as Graft stores them."""
    for l, w in enumerate(layers):
        w = w.reshape(widths[l + 1], widths[l] + 1)
        x = x @ w[:, :-1].T + w[:, -1]
        if l + 2 < len(widths):
            x = jnp.tanh(x)
    return x[:, 0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("problem")
    parser.add_argument("--warmup", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--accept", type=float, default=0.9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chain-method", default="sequential",
                        choices=["sequential", "vectorized"])
    args = parser.parse_args()

    with open(args.problem) as file:
        problem = json.load(file)
    widths = [int(w) for w in problem["widths"]]
    x = jnp.array(problem["x"]).reshape(-1, widths[0])
    y = jnp.array(problem["y"])
    sizes = [(widths[l] + 1) * widths[l + 1] for l in range(len(widths) - 1)]
    ends = np.cumsum(sizes)
    source = [jnp.array(s) for s in np.split(np.array(problem["source"]), ends[:-1])]
    source_sigma, chains = problem["source_sigma"], int(problem["chains"])

    jacobian = jax.jacobian(lambda layers: forward(widths, layers, x))(source)
    h = [float(jnp.sum(j**2)) / len(y) / source_sigma**2 for j in jacobian]
    rates = [problem["rate"] * np.sqrt(value) for value in h]

    def model(x, y):
        layers = []
        for l, size in enumerate(sizes):
            tau = numpyro.sample(f"tau{l}", dist.Exponential(rates[l]))
            z = numpyro.sample(f"z{l}", dist.Normal(0, 1).expand([size]).to_event(1))
            layers.append(source[l] + tau * z)
        sigma = numpyro.sample("sigma", dist.LogNormal(np.log(source_sigma), 1.0))
        numpyro.sample("y", dist.Normal(forward(widths, layers, x), sigma), obs=y)

    start = np.array(problem["start"]).reshape(chains, -1)
    parts = np.split(start, list(ends) + [ends[-1] + len(sizes)], axis=1)
    init = {f"z{l}": jnp.array(parts[l]) for l in range(len(sizes))}
    init |= {f"tau{l}": jnp.array(parts[len(sizes)][:, l]) for l in range(len(sizes))}
    init["sigma"] = jnp.array(parts[-1][:, 0])

    kernel = NUTS(model, target_accept_prob=args.accept)

    # What MCMC.run does, but compiled once instead of once a call and chain.
    def draw_many(count, state):
        def step(state, _):
            state = kernel.sample(state, (x, y), {})
            return state, (state.z, state.num_steps, state.diverging)
        return jax.lax.scan(step, state, length=count)

    together = args.chain_method == "vectorized"
    warm_up = jax.jit(lambda state: draw_many(args.warmup, state))
    sample = jax.jit(lambda state: draw_many(args.draws, state))

    def for_chains(f, states):
        if together:  # the kernel itself runs the chains; results as [chains][draws]
            states, drawn = f(states)
            return states, jax.tree.map(lambda v: jnp.swapaxes(v, 0, 1), drawn)
        results = [f(state) for state in states]
        return [r[0] for r in results], jax.tree.map(lambda *v: jnp.stack(v),
                                                     *[r[1] for r in results])

    def run(seed):
        keys = jax.random.split(jax.random.PRNGKey(seed), chains)
        if together:
            states = kernel.init(keys, args.warmup, init, (x, y), {})
        else:
            states = [kernel.init(keys[c], args.warmup, {k: v[c] for k, v in init.items()}, (x, y),
                                  {}) for c in range(chains)]
        jax.block_until_ready(states)
        begin = time.process_time()
        states, warm = jax.block_until_ready(for_chains(warm_up, states))
        middle = time.process_time()
        _, drawn = jax.block_until_ready(for_chains(sample, states))
        return middle - begin, time.process_time() - middle, int(warm[1].sum()), drawn

    first = sum(run(args.seed)[:2])
    warm_seconds, draw_seconds, warm_steps, drawn = run(args.seed + 1)
    seconds = warm_seconds + draw_seconds

    steps, divergences = int(drawn[1].sum()), int(drawn[2].sum())
    constrain = kernel.postprocess_fn((x, y), {})
    samples = jax.vmap(jax.vmap(constrain))(drawn[0])
    draws = {k: np.asarray(samples[k]) for k in init}
    ess = arviz.ess(draws, method="bulk")
    rhat = arviz.rhat(draws, method="rank")
    worst_ess = min(float(ess[k].min()) for k in draws)
    worst_rhat = max(float(rhat[k].max()) for k in draws)

    print(f"{args.problem}: {start.shape[1]} coordinates, {chains} chains of {args.warmup} + "
          f"{args.draws}, target acceptance {args.accept:.2f}, {args.chain_method}; "
          f"numpyro {numpyro.__version__}, jax {jax.__version__}")
    print(f"processor seconds {seconds:.3f} = warm-up {warm_seconds:.3f} + draws {draw_seconds:.3f} "
          f"(first run, with compilation, {first:.3f})")
    print(f"leapfrogs {warm_steps + steps} (draws alone {steps}), "
          f"per second {(warm_steps + steps) / seconds:.0f}")
    print(f"worst bulk ESS {worst_ess:.0f}, worst R-hat {worst_rhat:.4f}, "
          f"divergences {divergences}")
    print(f"worst bulk ESS per second: draws alone {worst_ess / draw_seconds:.1f}, "
          f"with warm-up {worst_ess / seconds:.1f}")

    def layers_of(sample):
        return [source[l] + sample[f"tau{l}"] * sample[f"z{l}"] for l in range(len(sizes))]

    flat = {k: jnp.array(v.reshape(-1, *v.shape[2:])) for k, v in draws.items()}
    f = jax.lax.map(lambda s: forward(widths, layers_of(s), x[:5]), flat)
    f = np.asarray(f).reshape(chains, -1, 5)

    def show(name, index, values):
        print(f"{name}[{index}] {values.mean():.5f} +- {float(arviz.mcse(values)):.5f}")

    show("sigma", 0, draws["sigma"])
    for l in range(len(sizes)):
        show("tau", l, draws[f"tau{l}"])
    for row in range(5):
        show("f", row, f[:, :, row])


if __name__ == "__main__":
    main()
