"""
Graft: transfer learning for scarce property data, over the C library libgraft. `graft.h` is the
manual of what each call does; here stands what is different in Julia.

    using Graft
    boiling = Graft.from_csv("boiling_points.csv"; smiles="smiles", target="boiling_point_K")
    flash = Graft.from_csv("flash_points.csv"; smiles="smiles", target="flash_point_K")
    model = Graft.fit("gate", flash, boiling; steps=600) do now
        println(now.stage, ": ", now.done, " of ", now.total)
    end
    mean, model_sd, noise_sd = Graft.predict(model, ["CCO", "c1ccccc1"])

- **Library**: the environment variable `GRAFT_LIBRARY`, read when the package is loaded, names its
  file; else the system finds it.
- **Names**: `graft_X_verb` of graft.h is `Graft.verb` here, with a `!` where it changes what it is
  given. Only `GraftError` is exported.
- **Errors**: a call that fails throws a [`GraftError`](@ref) with the library's status and message,
  whose rows count from 0. Wrong shapes, texts that hold a NUL and handles that were closed are
  found here (`DimensionMismatch`, `ArgumentError`, `BoundsError`), wrong types are `MethodError`s.
- **Handles** (`Context`, `Options`, `Dataset`, `Fitter`, `Model`) free themselves, in any order;
  `close` frees early, twice does no harm: for loops that make many, since the garbage collector does not
  see what the library holds. Close only what no other thread is using.
- **Options** are keyword arguments: `steps=600`, `kernel="linear"`; `Graft.options()` lists them.
- **Arrays**: `x[feature, sample]`, likewise `values[level, row]` and so on. Matrices of `Float64` and
  `Float32` are read where they lie: arrays, their strided views, transposes. Others are copied.
- **Indices** start at 1: rows, columns, folds, members, atoms, offsets of texts. Parts of a split
  are 0 (train) and 1 (test), tasks 0 (the target) and 1 .. (the sources).
- **Missing** targets may be `missing` or `NaN`; the library gives `NaN`.
- **Callbacks** run on the thread and task that called `fit`; what they throw ends the fit and comes
  out of it. They should not wait for other tasks, which would then run in the middle of the fit.
- **Threads**: a model predicts from any number of threads at once, with the same bits. A call keeps
  Julia's garbage collector waiting while it runs; a fit lets it in every eighth of a second.
"""
module Graft

import Serialization
using LinearAlgebra: Adjoint, Transpose

export GraftError

include("c.jl")
include("handles.jl")
include("support.jl")
include("options.jl")
include("dataset_make.jl")
include("dataset_derive.jl")
include("dataset_read.jl")
include("callbacks.jl")
include("fitter.jl")
include("model_predict.jl")
include("model_keep.jl")

__init__() = C.load()

end
