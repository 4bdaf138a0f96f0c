# Fitting.

"""
    Fitter(method="select"; context, log, options...)

`log` is a function of one line, in place of the context's.
"""
function Fitter(method::AbstractString="select"; context=nothing, log=nothing, options...)
    pointer = made(C.graft_fitter_create, maybe(context), method, keywords(options))
    listener = Listener(log)
    fitter = Fitter(pointer, method, listener, context === nothing ? nothing : context.listener)
    check(C.graft_fitter_set_progress(fitter, progress_function(), user_pointer(listener)))
    log === nothing || check(C.graft_fitter_set_log(fitter, log_function(listener),
                                                    user_pointer(listener)))
    return fitter
end

describe(io::IO, fitter::Fitter) = print(io, "(", fitter.method, ")")

"The target, needed; replaces an earlier one."
set_target!(f::Fitter, d::Dataset) = (check(C.graft_fitter_set_target(f, d)); f)
"One more source."
add_source!(f::Fitter, d::Dataset) = (check(C.graft_fitter_add_source(f, d)); f)
"A fitted model in the source's place; `nothing` removes it."
set_source_model!(f::Fitter, model::Union{Model,Nothing}) =
    (check(C.graft_fitter_set_source_model(f, maybe(model))); f)
"Rows without labels for the losses that need none; `nothing` removes them."
set_unlabelled!(f::Fitter, d::Union{Dataset,Nothing}) =
    (check(C.graft_fitter_set_unlabelled(f, maybe(d))); f)
"Target rows for validation; `nothing` removes them."
set_validation!(f::Fitter, d::Union{Dataset,Nothing}) =
    (check(C.graft_fitter_set_validation(f, maybe(d))); f)

"""
    fit([progress,] fitter)
    fit([progress,] method, target, sources...; unlabelled, validation, context, log, options...)

The model of the target by a method, with the help of sources: data sets, or one model. `progress` is
called with a [`Graft.Progress`](@ref) about every eighth of a second; it goes on whatever the function
gives, but for `:stop`, which keeps the best model so far. What it throws ends the fit and comes out of
it. A do-block will do:

    model = Graft.fit("gate", flash, boiling; members=2) do now
        now.seconds > 60 && return :stop
    end
"""
function fit(progress, fitter::Fitter)
    listener = fitter.listener::Listener
    before = listener.progress  # a fit inside of this one is refused and must not take its place
    listener.progress = progress
    out = Ref{Ptr{Cvoid}}(C_NULL)
    status = try
        on_this_thread(() -> C.graft_fitter_fit(fitter, out))
    finally
        listener.progress = before
    end
    model = out[] == C_NULL ? nothing : Model(out[], status != UNCONVERGED)
    check_call(status == UNCONVERGED ? OK : status)
    return model::Model
end
fit(fitter::Fitter) = fit(nothing, fitter)

function fit(progress, method::AbstractString, target::Dataset, sources::Union{Dataset,Model}...;
             unlabelled=nothing, validation=nothing, context=nothing, log=nothing, options...)
    fitter = Fitter(method; context=context, log=log, options...)
    set_target!(fitter, target)
    for source in sources
        source isa Model ? set_source_model!(fitter, source) : add_source!(fitter, source)
    end
    unlabelled === nothing || set_unlabelled!(fitter, unlabelled)
    validation === nothing || set_validation!(fitter, validation)
    try
        return fit(progress, fitter)
    finally
        close(fitter)
    end
end
fit(method::AbstractString, target::Dataset, sources::Union{Dataset,Model}...; keywords...) =
    fit(nothing, method, target, sources...; keywords...)

"Asks the running fit to stop, from any thread or a callback; without one, the next."
cancel(fitter::Fitter) = check(C.graft_fitter_cancel(fitter))

"The last fit's history: a vector for each column, one entry an epoch and member."
function history(fitter::Fitter)
    rows, cols = C.graft_fitter_history_rows(fitter), C.graft_fitter_history_cols(fitter)
    values = Matrix{Float64}(undef, rows, cols)
    check(C.graft_fitter_history(fitter, values, rows, cols, 1, max(rows, 1)))
    names = [Symbol(text(C.graft_fitter_history_name, fitter, col - 1)) for col in 1:cols]
    return NamedTuple{Tuple(names)}(Tuple(values[:, col] for col in 1:cols))
end
