#!/usr/bin/env python3
"""Times one training step of a plain D-MPNN in PyTorch on the CPU.

The network (H = --width):

    h0_vw = relu(W_i [x_v; e_vw])                        147 -> H, no bias
    m_vw  = sum of h_kv over the neighbours k of v but w
    h_vw  = relu(h0_vw + W_m m_vw)      two times        H -> H, no bias
    h_v   = relu(W_o [x_v; sum_w h_wv] + b_o)            133 + H -> H
    e     = mean of h_v over the atoms
    z     = encoder(e)    H -> 128 -> 64, SiLU after the hidden layer
    y     = head(z)       64 -> 64 -> 1, SiLU after the hidden layer

A step is: forward, mean squared error on standardised targets, backward,
clipping of the gradient norm, Adam.  Reading SMILES, features and the index
tensors of a batch are made beforehand and are not in the time.

Four ways of summing the messages are offered (--messages); without the option
all but the last are timed, to let PyTorch have its best:

    index  index_add and index_select, as most people write it
    bag    embedding_bag over precomputed neighbour lists, forward and backward
    csr    products with a precomputed sparse matrix and its transpose
    table  gather from a padded neighbour table (slowest wherever tried)

and two libraries for the dense products (--products), again both timed:

    mkl     what torch.mm and torch.nn.Linear call in the published builds
    onednn  also inside PyTorch, but reached for f32 only through an operator
            that is not part of its documented interface.  On processors for
            which MKL does not choose its AVX-512 kernels it can be twice as
            fast.

Example:

    python3 dmpnn_torch.py --csv esol.csv --smiles-column smiles \\
        --target-column logS_mol_L --threads 1
"""

import argparse
import csv
import itertools
import random
import statistics
import sys
import time
import warnings

import torch
import torch.nn.functional as F
from rdkit import Chem, RDLogger

ATOM_SIZE = 133
BOND_SIZE = 14

HYBRIDISATION = {
    Chem.HybridizationType.SP: 0,
    Chem.HybridizationType.SP2: 1,
    Chem.HybridizationType.SP3: 2,
    Chem.HybridizationType.SP3D: 3,
    Chem.HybridizationType.SP3D2: 4,
}
CHARGE = {-1: 0, -2: 1, 1: 2, 2: 3, 0: 4}
BOND = {
    Chem.BondType.SINGLE: 1,
    Chem.BondType.DOUBLE: 2,
    Chem.BondType.TRIPLE: 3,
    Chem.BondType.AROMATIC: 4,
}


# ---------------------------------------------------------------- molecules

def atom_features(atom):
    """133 numbers; every one-hot block ends with a place for anything else."""
    number = atom.GetAtomicNum()
    blocks = (
        (number - 1 if 1 <= number <= 100 else 100, 101),
        (min(atom.GetTotalDegree(), 6), 7),
        (CHARGE.get(atom.GetFormalCharge(), 5), 6),
        (min(int(atom.GetChiralTag()), 4), 5),
        (min(atom.GetTotalNumHs(), 5), 6),
        (HYBRIDISATION.get(atom.GetHybridization(), 5), 6),
    )
    x = [0.0] * ATOM_SIZE
    start = 0
    for place, size in blocks:
        x[start + place] = 1.0
        start += size
    x[start] = float(atom.GetIsAromatic())
    x[start + 1] = 0.01 * atom.GetMass()
    return x


def bond_features(bond):
    """14 numbers; the first says 'no bond' and is never set here."""
    x = [0.0] * BOND_SIZE
    kind = BOND.get(bond.GetBondType())
    if kind is not None:
        x[kind] = 1.0
    x[5] = float(bond.GetIsConjugated())
    x[6] = float(bond.IsInRing())
    x[7 + min(int(bond.GetStereo()), 6)] = 1.0
    return x


class Molecule:
    def __init__(self, smiles):
        mol = Chem.MolFromSmiles(smiles)
        if mol is None or mol.GetNumAtoms() == 0:
            raise ValueError(f"not readable: {smiles}")
        self.smiles = smiles
        self.atoms = [atom_features(a) for a in mol.GetAtoms()]
        self.bonds = [(b.GetBeginAtomIdx(), b.GetEndAtomIdx(), bond_features(b))
                      for b in mol.GetBonds()]


def read_csv(path, smiles_column, target_column):
    RDLogger.DisableLog("rdApp.*")
    molecules, targets = [], []
    with open(path, newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            try:
                molecule = Molecule(row[smiles_column])
                target = float(row[target_column])
            except ValueError:
                continue
            molecules.append(molecule)
            targets.append(target)
    return molecules, targets


# -------------------------------------------------- sparse sums, two ways back

class Lists:
    """A 0/1 matrix given by the columns of each row, ready for three kernels."""

    def __init__(self, rows, columns, kinds, dtype):
        self.forward = self._side(rows, kinds, dtype, columns)
        transposed = [[] for _ in range(columns)]
        for i, row in enumerate(rows):
            for j in row:
                transposed[j].append(i)
        self.backward = self._side(transposed, kinds, dtype, len(rows))

    @staticmethod
    def _side(rows, kinds, dtype, columns):
        starts = [0] + list(itertools.accumulate(len(r) for r in rows))
        flat = torch.tensor([j for r in rows for j in r], dtype=torch.int64)
        starts = torch.tensor(starts, dtype=torch.int64)
        side = {}
        if "bag" in kinds:
            side["bag"] = (flat.to(torch.int32), starts.to(torch.int32))
        if "csr" in kinds:
            side["csr"] = torch.sparse_csr_tensor(
                starts, flat, torch.ones(len(flat), dtype=dtype),
                size=(len(rows), columns), check_invariants=True)
        if "table" in kinds:
            # Padding points at a row of zeros after the last one.
            wide = max(1, max((len(r) for r in rows), default=1))
            side["table"] = torch.tensor(
                [list(r) + [columns] * (wide - len(r)) for r in rows],
                dtype=torch.int64).reshape(len(rows), wide)
        return side


class BagSum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, h, flat, starts, flat_back, starts_back):
        ctx.save_for_backward(flat_back, starts_back)
        return F.embedding_bag(flat, h, starts, mode="sum", include_last_offset=True)

    @staticmethod
    def backward(ctx, g):
        flat, starts = ctx.saved_tensors
        g = F.embedding_bag(flat, g.contiguous(), starts, mode="sum",
                            include_last_offset=True)
        return g, None, None, None, None


class CsrSum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, h, matrix, transposed):
        ctx.transposed = transposed
        return matrix @ h

    @staticmethod
    def backward(ctx, g):
        return ctx.transposed @ g, None, None


class TableSum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, h, table, table_back):
        ctx.save_for_backward(table_back)
        return F.pad(h, (0, 0, 0, 1))[table].sum(1)

    @staticmethod
    def backward(ctx, g):
        (table,) = ctx.saved_tensors
        return F.pad(g, (0, 0, 0, 1))[table].sum(1), None, None


def summed(kind, h, lists):
    forward, backward = lists.forward[kind], lists.backward[kind]
    if kind == "bag":
        return BagSum.apply(h, *forward, *backward)
    if kind == "csr":
        return CsrSum.apply(h, forward, backward)
    return TableSum.apply(h, forward, backward)


# ------------------------------------------------------------ dense products

def onednn(x, w, bias=None):
    """x w^T + bias; both operands may be transposed views."""
    return torch.ops.mkldnn._linear_pointwise(x, w, bias, "none", [], "")


def has_onednn():
    try:
        with torch.no_grad():
            onednn(torch.zeros(8, 8), torch.zeros(8, 8))
        return True
    except Exception:
        return False


class OneDnnDense(torch.autograd.Function):
    """x w^T, plus a bias for each column or a matrix to add, or neither."""

    @staticmethod
    def forward(ctx, x, w, bias, add):
        ctx.save_for_backward(x, w)
        if add is None:
            return onednn(x, w, bias)
        return torch.ops.mkldnn._linear_pointwise.binary(x, add, w, bias, "add")

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        need_x, _, need_bias, need_add = ctx.needs_input_grad
        return (onednn(g, w.t()) if need_x else None,
                onednn(g.t(), x.t()),
                g.sum(0) if need_bias else None,
                g if need_add else None)


def dense(products, x, w, bias=None, add=None):
    if products == "onednn":
        return OneDnnDense.apply(x, w, bias, add)
    if add is not None:
        return torch.addmm(add, x, w.t())
    return F.linear(x, w, bias)


# ------------------------------------------------------------------- batches

class Batch:
    def __init__(self, molecules, targets, kinds, dtype=torch.float32):
        atoms, edges, src, dst, owner, counts = [], [], [], [], [], []
        for number, molecule in enumerate(molecules):
            base = len(atoms)
            atoms += molecule.atoms
            owner += [number] * len(molecule.atoms)
            counts.append(len(molecule.atoms))
            for u, v, e in molecule.bonds:      # edges 2b and 2b + 1 are a pair
                edges += [molecule.atoms[u] + e, molecule.atoms[v] + e]
                src += [base + u, base + v]
                dst += [base + v, base + u]
        self.atoms = torch.tensor(atoms, dtype=dtype)
        self.edges = torch.tensor(edges, dtype=dtype).reshape(
            len(edges), ATOM_SIZE + BOND_SIZE)
        self.targets = torch.tensor(targets, dtype=dtype).reshape(-1, 1)
        self.src = torch.tensor(src, dtype=torch.int64)
        self.dst = torch.tensor(dst, dtype=torch.int64)
        self.rev = torch.arange(len(edges)) ^ 1
        self.owner = torch.tensor(owner, dtype=torch.int64)
        self.inverse_counts = (1.0 / torch.tensor(counts, dtype=dtype)).reshape(-1, 1)

        into = [[] for _ in atoms]              # the edges that end in an atom
        for number, v in enumerate(dst):
            into[v].append(number)
        others = [[k for k in into[u] if k != number ^ 1] for number, u in enumerate(src)]
        of = [[] for _ in molecules]
        for number, m in enumerate(owner):
            of[m].append(number)
        self.others = Lists(others, len(edges), kinds, dtype)
        self.into = Lists(into, len(edges), kinds, dtype)
        self.of = Lists(of, len(atoms), kinds, dtype)


# ------------------------------------------------------------------- network

class Net(torch.nn.Module):
    def __init__(self, width, encoder=(128, 64), head=64, updates=2):
        super().__init__()
        self.updates = updates
        self.W_i = torch.nn.Parameter(torch.empty(width, ATOM_SIZE + BOND_SIZE))
        self.W_m = torch.nn.Parameter(torch.empty(width, width))
        # W_o in two parts: no concatenation of its inputs, no gradient towards
        # the atom features.
        self.W_ox = torch.nn.Parameter(torch.empty(width, ATOM_SIZE))
        self.W_oh = torch.nn.Parameter(torch.empty(width, width))
        self.b_o = torch.nn.Parameter(torch.zeros(width))
        for w in (self.W_i, self.W_m, self.W_ox, self.W_oh):
            torch.nn.init.xavier_normal_(w)
        self.encoder = torch.nn.ModuleList(
            torch.nn.Linear(a, b) for a, b in zip((width,) + encoder, encoder))
        self.head_hidden = torch.nn.Linear(encoder[-1], head)
        self.head_out = torch.nn.Linear(head, 1)

    def fingerprint(self, batch, kind, products):
        h0 = h = torch.relu_(dense(products, batch.edges, self.W_i))
        for _ in range(self.updates):
            if kind == "index":
                s = h.new_zeros(len(batch.atoms), h.shape[1]).index_add(0, batch.dst, h)
                m = s.index_select(0, batch.src) - h.index_select(0, batch.rev)
            else:
                m = summed(kind, h, batch.others)
            h = torch.relu_(dense(products, m, self.W_m, add=h0))
        if kind == "index":
            a = h.new_zeros(len(batch.atoms), h.shape[1]).index_add(0, batch.dst, h)
        else:
            a = summed(kind, h, batch.into)
        o = dense(products, batch.atoms, self.W_ox, self.b_o)
        o = torch.relu_(dense(products, a, self.W_oh, add=o))
        if kind == "index":
            e = o.new_zeros(len(batch.targets), o.shape[1]).index_add(0, batch.owner, o)
        else:
            e = summed(kind, o, batch.of)
        return e * batch.inverse_counts

    def forward(self, batch, kind, products="mkl", parts=None):
        e = z = self.fingerprint(batch, kind, products)
        for i, layer in enumerate(self.encoder):
            z = dense(products, F.silu(z) if i else z, layer.weight, layer.bias)
        y = dense(products, z, self.head_hidden.weight, self.head_hidden.bias)
        y = self.head_out(F.silu(y))
        if parts is not None:
            parts.update(e=e, z=z, y=y)
        return F.mse_loss(y, batch.targets)


# -------------------------------------------------------------------- timing

def timed(step, steps, repeat, warmup):
    """Milliseconds a step takes: one mean per repeat."""
    for _ in range(warmup):
        step()
    means = []
    for _ in range(repeat):
        start = time.perf_counter()
        for _ in range(steps):
            step()
        means.append((time.perf_counter() - start) * 1e3 / steps)
    return means


def training_step(batches, kind, products, args, compiled):
    torch.manual_seed(args.seed)
    net = Net(args.width)
    parameters = list(net.parameters())
    # The fused Adam is the fastest of the three PyTorch has on the CPU.
    adam = torch.optim.Adam(parameters, lr=1e-3, fused=True)
    run = net
    if compiled:
        torch._dynamo.reset()
        torch._dynamo.config.cache_size_limit = 64
        run = torch.compile(net, dynamic=args.compile == "dynamic")
    cycle = itertools.cycle(batches)

    def step():
        loss = run(next(cycle), kind, products)
        adam.zero_grad(set_to_none=True)
        loss.backward()
        if args.clip > 0:
            torch.nn.utils.clip_grad_norm_(parameters, args.clip, foreach=True)
        adam.step()
        return loss

    return step


def product_shapes(batch, width, updates=2):
    """(rows, inner, columns, needs dX) of each dense layer."""
    edges, atoms, molecules = len(batch.edges), len(batch.atoms), len(batch.targets)
    layers = [(edges, ATOM_SIZE + BOND_SIZE, width, False)]
    layers += [(edges, width, width, True)] * updates
    layers += [(atoms, ATOM_SIZE, width, False), (atoms, width, width, True)]
    layers += [(molecules, a, b, True)
               for a, b in ((width, 128), (128, 64), (64, 64), (64, 1))]
    return layers


def products_step(batches, width, products):
    """The dense products of a step, and nothing else: Y, dX and dW of a layer."""
    jobs, flops = [], 0
    for batch in batches:
        job = []
        for n, k, m, needs_dx in product_shapes(batch, width):
            x, w, g = torch.randn(n, k), torch.randn(m, k), torch.randn(n, m)
            job.append((x, w.t(), torch.empty(n, m)))
            job.append((g.t(), x, torch.empty(m, k)))
            if needs_dx:
                job.append((g, w, torch.empty(n, k)))
            flops += 2 * n * k * m * (3 if needs_dx else 2)
        jobs.append(job)
    cycle = itertools.cycle(jobs)

    def with_mkl():
        for a, b, out in next(cycle):
            torch.mm(a, b, out=out)

    @torch.no_grad()
    def with_onednn():
        for a, b, _ in next(cycle):
            onednn(a, b.t())

    step = with_onednn if products == "onednn" else with_mkl
    return step, flops / len(batches)


def bench(args):
    warnings.filterwarnings("ignore", message="Sparse CSR tensor support")
    torch.set_num_threads(args.threads)
    flush = torch.set_flush_denormal(True)
    molecules, targets = read_csv(args.csv, args.smiles_column, args.target_column)
    mean, spread = statistics.fmean(targets), statistics.pstdev(targets)
    targets = [(t - mean) / spread for t in targets]
    order = list(range(len(molecules)))
    random.Random(args.seed).shuffle(order)
    count = min(args.batches, len(order) // args.batch)
    if count < 1:
        sys.exit("fewer molecules than one batch")

    kinds = [args.messages] if args.messages else ["index", "bag", "csr"]
    compiled_kinds = [args.messages] if args.messages else ["index", "bag"]
    wanted = set(kinds) | (set(compiled_kinds) if args.compile else set())
    batches = []
    for i in range(count):
        chosen = order[i * args.batch:(i + 1) * args.batch]
        batches.append(Batch([molecules[j] for j in chosen],
                             [targets[j] for j in chosen], wanted))

    info = torch.__config__.show()
    blas = "MKL" if torch.backends.mkl.is_available() else "not MKL"
    named = [p.split("=")[1] for p in info.replace("\n", ",").split(",")
             if p.strip().startswith("BLAS_INFO=")]
    capability = [line.split(":")[1].strip() for line in info.split("\n")
                  if "CPU capability" in line]
    print(f"torch {torch.__version__} blas={','.join(named) or blas} "
          f"cpu={','.join(capability)} threads={torch.get_num_threads()} "
          f"flush_denormal={flush}")
    atoms = statistics.fmean(len(b.atoms) for b in batches)
    edges = statistics.fmean(len(b.edges) for b in batches)
    print(f"{count} batches of {args.batch} molecules, width {args.width}: "
          f"on average {atoms:.0f} atoms, {edges:.0f} directed bonds")

    def report(label, means):
        median = statistics.median(means)
        print(f"{label} step_ms median={median:.2f} min={min(means):.2f}")
        print(f"{label} molecules_per_second "
              f"median={args.batch * 1e3 / median:.0f} "
              f"best={args.batch * 1e3 / min(means):.0f}", flush=True)

    libraries = [args.products] if args.products else ["mkl", "onednn"]
    if not has_onednn():
        libraries = ["mkl"]
    for products in libraries:
        step, flops = products_step(batches, args.width, products)
        means = timed(step, args.steps, args.repeat, args.warmup)
        print(f"products/{products} products_ms median={statistics.median(means):.2f} "
              f"min={min(means):.2f} gflop={flops / 1e9:.3f} "
              f"best_gflop_per_s={flops / 1e6 / min(means):.1f}", flush=True)

    for products, kind in itertools.product(libraries, kinds):
        step = training_step(batches, kind, products, args, compiled=False)
        report(f"eager/{products}/{kind}",
               timed(step, args.steps, args.repeat, args.warmup))
    if args.compile:
        for products, kind in itertools.product(libraries, compiled_kinds):
            label = f"compiled-{args.compile}/{products}/{kind}"
            try:
                start = time.perf_counter()
                step = training_step(batches, kind, products, args, compiled=True)
                for _ in range(len(batches)):
                    step()
                print(f"{label} first pass over the batches took "
                      f"{time.perf_counter() - start:.1f} s", flush=True)
                report(label, timed(step, args.steps, args.repeat, args.warmup))
            except Exception as error:      # no compiler, or unsupported here
                print(f"{label} failed: {type(error).__name__}: "
                      f"{str(error).strip().splitlines()[0]}")


# ---------------------------------------------------------------------- dump

DUMP_SMILES = ("C", "CCO", "Cc1ccccc1C(=O)O", "CC(C)C#N")
DUMP_TARGETS = (-1.25, 0.5, 1.5, -0.25)


def dump(path, seed):
    """A small network with its results, for comparison with other code.

    Plain text: names as Graft gives them to its parameters, matrices row by row as inputs times
    outputs.  The weights have four decimals (and are then rounded to f32); all results are
    computed in f64.
    """
    warnings.filterwarnings("ignore", message="Sparse CSR tensor support")
    torch.manual_seed(seed)
    net = Net(16, encoder=(12, 8), head=8)
    with torch.no_grad():
        for bias in (net.b_o, net.head_hidden.bias, net.head_out.bias,
                     *(layer.bias for layer in net.encoder)):
            bias.uniform_(-0.2, 0.2)
        # Larger than one would start training with, so that no layer's share
        # of the results is lost in rounding.
        for layer in (*net.encoder, net.head_hidden, net.head_out):
            layer.weight.mul_(3)
        for parameter in net.parameters():
            parameter.copy_((parameter.double() * 1e4).round() / 1e4)
    net = net.double()
    molecules = [Molecule(s) for s in DUMP_SMILES]
    batch = Batch(molecules, DUMP_TARGETS, {"bag", "csr", "table"}, torch.float64)

    results = {}
    for kind in ("index", "csr", "table"):      # all must agree
        net.zero_grad()
        parts = {}
        loss = net(batch, kind, parts=parts)
        loss.backward()
        found = [loss.detach(), parts["y"].detach()]
        found += [p.grad.clone() for p in net.parameters()]
        for a, b in zip(results.setdefault("first", found), found):
            torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-12)

    names = {
        "embedding.bond_input": net.W_i, "embedding.message": net.W_m,
        "embedding.atom_input": net.W_ox, "embedding.atom_message": net.W_oh,
        "embedding.atom_bias": net.b_o,
        "task0.encoder.w1": net.encoder[0].weight, "task0.encoder.b1": net.encoder[0].bias,
        "task0.encoder.w2": net.encoder[1].weight, "task0.encoder.b2": net.encoder[1].bias,
        "task0.head.w1": net.head_hidden.weight, "task0.head.b1": net.head_hidden.bias,
        "task0.head.w2": net.head_out.weight, "task0.head.b2": net.head_out.bias,
    }

    def line(word, values, digits=9):
        return " ".join([word] + [f"{x:.{digits}g}" for x in values])

    def matrix(word, name, tensor):
        tensor = tensor.detach()
        rows = tensor.t() if tensor.dim() == 2 else tensor[None]
        yield f"{word} {name} {len(rows)} {len(rows[0])}"
        for row in rows.tolist():
            yield line(" ", [round(x, 4) for x in row] if word == "parameter" else row, 7)

    def features(x):        # column:value of what is not zero
        return " ".join(f"{j}:{v:.6g}" for j, v in enumerate(x) if v)

    lines = [
        "# The results of PyTorch for a small network of Graft's, made by",
        "#   python3 tests/bench/peers/dmpnn_torch.py --dump tests/unit/nn/dmpnn_torch.txt",
        "# D-MPNN of depth 3 (relu, mean over atoms), encoder 16-12-8, head 8-8-1; weights as",
        "# inputs x outputs; everything computed in f64; the loss is the mean squared error.",
        "network 16 3 12 8",
    ]
    for name, parameter in names.items():
        lines += matrix("parameter", name, parameter)
    lines.append(f"molecules {len(molecules)}")
    for i, (m, target) in enumerate(zip(molecules, DUMP_TARGETS)):
        lines.append(f"molecule {m.smiles} {target} {len(m.atoms)} {len(m.bonds)}")
        lines += [f"atom {features(a)} ;" for a in m.atoms]
        lines += [f"bond {u} {v} {features(e)} ;" for u, v, e in m.bonds]
        lines += [line(part, parts[part][i].tolist()) for part in "ezy"]
    lines.append(line("loss", [loss.item()]))
    for name, parameter in names.items():
        lines += matrix("gradient", name, parameter.grad)
    with open(path, "w", encoding="ascii") as stream:
        stream.write("\n".join(lines) + "\n")
    print(f"wrote {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--csv")
    parser.add_argument("--smiles-column", default="smiles")
    parser.add_argument("--target-column")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--batches", type=int, default=10)
    parser.add_argument("--width", type=int, default=300)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--warmup", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--clip", type=float, default=1.0,
                        help="largest gradient norm, 0 for no clipping")
    parser.add_argument("--messages", choices=("index", "bag", "csr", "table"))
    parser.add_argument("--products", choices=("mkl", "onednn"))
    parser.add_argument("--compile", nargs="?", const="dynamic",
                        choices=("dynamic", "static"),
                        help="also time torch.compile (needs a C++ compiler); static "
                             "compiles each batch for its own shapes")
    parser.add_argument("--dump", metavar="FILE",
                        help="write a small network with its results, and stop")
    args = parser.parse_args()
    if args.dump:
        dump(args.dump, args.seed)
        return
    if not args.csv or not args.target_column:
        parser.error("--csv and --target-column are needed")
    bench(args)


if __name__ == "__main__":
    main()
