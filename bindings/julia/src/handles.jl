# A handle owns what the library gave it, and gives it back once: at `close` or when it is collected.
# The library shares ownership inside, so that any order will do.

abstract type Handle end

"""
What calls share: threads that are kept between calls (`n_threads`) and a log, a function of one line
for the fitters that are created with it.

    context = Graft.Context(println; n_threads=2)
"""
mutable struct Context <: Handle
    pointer::Ptr{Cvoid}
    closed::Threads.Atomic{Bool}
    listener::Any  # what the library's log points to; fitters keep it, too
    Context(pointer::Ptr{Cvoid}) = finalizer(close, new(pointer, Threads.Atomic{Bool}(false), nothing))
end

"""
A set of options to keep: `Graft.Options(steps=600)`, `options["width"] = 64`, `options["width"]` (the
value in force, as text), `copy(options)`. Where functions take options as keywords, `options=` takes a
set, to which other keywords add.
"""
mutable struct Options <: Handle
    pointer::Ptr{Cvoid}
    closed::Threads.Atomic{Bool}
    Options(pointer::Ptr{Cvoid}) = finalizer(close, new(pointer, Threads.Atomic{Bool}(false)))
end

"""
Rows of inputs with at most one property, the target: see `Graft.from_csv`, `from_smiles`,
`from_formulas`, `from_features`, `from_graphs`, `from_texts`. `length` is the number of rows;
`dataset[rows]` those of a range, a list of numbers or a mask; `vcat` joins; `dataset["checksum"]` is a
fact and `Graft.facts` all of them.
"""
mutable struct Dataset <: Handle
    pointer::Ptr{Cvoid}
    closed::Threads.Atomic{Bool}
    Dataset(pointer::Ptr{Cvoid}) = finalizer(close, new(pointer, Threads.Atomic{Bool}(false)))
end

"""
A method, its options and its data, to be fitted once or again: see `Graft.fit`, which needs none for a
single fit.
"""
mutable struct Fitter <: Handle
    pointer::Ptr{Cvoid}
    closed::Threads.Atomic{Bool}
    method::String
    listener::Any
    context_listener::Any
    Fitter(pointer::Ptr{Cvoid}, method, listener, context_listener) = finalizer(close,
        new(pointer, Threads.Atomic{Bool}(false), method, listener, context_listener))
end

"""
A fitted model. It never changes, and predicts from any number of threads at once. `model["method"]` is
a fact and `Graft.facts` all of them; `model.converged` is false when a posterior's chains have not
mixed.
"""
mutable struct Model <: Handle
    pointer::Ptr{Cvoid}
    closed::Threads.Atomic{Bool}
    converged::Bool
    Model(pointer::Ptr{Cvoid}, converged=true) = finalizer(close,
        new(pointer, Threads.Atomic{Bool}(false), converged))
end

release(::Context, pointer) = C.graft_context_free(pointer)
release(::Options, pointer) = C.graft_options_free(pointer)
release(::Dataset, pointer) = C.graft_dataset_free(pointer)
release(::Fitter, pointer) = C.graft_fitter_free(pointer)
release(::Model, pointer) = C.graft_model_free(pointer)

function Base.close(h::Handle)
    Threads.atomic_xchg!(h.closed, true) && return nothing
    pointer, h.pointer = h.pointer, C_NULL
    pointer == C_NULL || release(h, pointer)
    return nothing
end

Base.isopen(h::Handle) = h.pointer != C_NULL

# A ccall keeps the handle itself alive while it runs, since it is its argument.
@inline function Base.unsafe_convert(::Type{Ptr{Cvoid}}, h::Handle)
    pointer = h.pointer
    pointer == C_NULL && is_closed(h)
    return pointer
end
@noinline is_closed(h) = throw(ArgumentError("$(nameof(typeof(h))) is closed"))

# A copy of the address would be freed by one and used by the other.
Base.deepcopy_internal(h::Handle, ::IdDict) =
    throw(ArgumentError("$(nameof(typeof(h))) cannot be copied"))
Base.deepcopy_internal(model::Model, ::IdDict) = model  # never changes
Base.deepcopy_internal(options::Options, ::IdDict) = copy(options)

function Base.show(io::IO, h::Handle)
    print(io, "Graft.", nameof(typeof(h)))
    isopen(h) ? describe(io, h) : print(io, " (closed)")
end
describe(::IO, ::Handle) = nothing
