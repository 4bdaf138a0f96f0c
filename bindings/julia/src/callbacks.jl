# Functions of Julia that the library calls, on the thread and in the task of the call that it is in.
# An exception must not leave them, since frames of the library lie in between: it is kept in the task
# and thrown when the call has returned.

"What the library's user pointer points to: the functions to call."
mutable struct Listener
    log::Any
    progress::Any
    Listener(log=nothing, progress=nothing) = new(log, progress)
end

user_pointer(listener::Listener) = pointer_from_objref(listener)
user_pointer(::Nothing) = C_NULL

const RAISED = Int32(-1)  # what a callback returns whose function threw
caught() = haskey(task_local_storage(), :graft_caught)

"The value of `f()`, or RAISED; nothing is called once something was thrown."
function guarded(f)
    caught() && return RAISED
    try
        return f()
    catch exception
        task_local_storage(:graft_caught, exception)
        return RAISED
    end
end

"""
`f()` with its task held to this thread: where a callback waits (for output, say), newer Julias could go on
with the task on another one, while the library is in the middle of a call on this.
"""
function on_this_thread(f)
    task = current_task()
    before = task.sticky
    task.sticky = true
    try
        return f()
    finally
        task.sticky = before
    end
end

"Throws what a callback of this task has thrown, else for a status that is no success."
function check_call(status)
    caught() && throw(pop!(task_local_storage(), :graft_caught))
    check(status)
end

"""
What a progress callback is told: `stage`, the `member` whose figures follow (from 1, 0 if there is none)
of `members`, `done` of `total` steps or draws, `train_loss`, `valid_rmse`, `seconds`, `seconds_left`
(NaN when not known).
"""
struct Progress
    stage::String
    member::Int
    members::Int
    done::Int
    total::Int
    train_loss::Float64
    valid_rmse::Float64
    seconds::Float64
    seconds_left::Float64
end

# The struct of graft.h: its size, then fields of eight bytes each. Those beyond its size, which an
# older library does not have, get what stands for unknown.
function Progress(now::Ptr{Cvoid})
    size = unsafe_load(Ptr{Int64}(now))
    field(i, unknown::T) where {T} =
        8(i + 1) <= size ? unsafe_load(Ptr{T}(now + 8i)) : unknown
    stage = field(1, C_NULL)
    return Progress(stage == C_NULL ? "" : unsafe_string(Ptr{UInt8}(stage)), field(2, -1) + 1,
                    field(3, 0), field(4, 0), field(5, 0), field(6, NaN), field(7, NaN),
                    field(8, NaN), field(9, NaN))
end

function on_progress(now::Ptr{Cvoid}, user::Ptr{Cvoid})::Int32
    return guarded() do
        # Here other threads may collect garbage, and Ctrl-C is heard.
        GC.safepoint()
        progress = (unsafe_pointer_to_objref(user)::Listener).progress
        progress === nothing && return Int32(0)
        return progress(Progress(now)) === :stop ? Int32(1) : Int32(0)
    end
end

function on_log(line::Cstring, user::Ptr{Cvoid})::Cvoid
    guarded() do
        (unsafe_pointer_to_objref(user)::Listener).log(unsafe_string(line))
        return Int32(0)
    end
    return nothing
end

function on_write(bytes::Ptr{UInt8}, size::Int64, user::Ptr{Cvoid})::Int32
    return guarded() do
        unsafe_write(unsafe_load(Ptr{Any}(user)), bytes, UInt(size))
        return Int32(0)
    end
end

# Made when asked for, since their addresses do not outlive precompilation.
progress_function() = @cfunction(on_progress, Int32, (Ptr{Cvoid}, Ptr{Cvoid}))
log_function(::Listener) = @cfunction(on_log, Cvoid, (Cstring, Ptr{Cvoid}))
log_function(::Nothing) = C_NULL
write_function() = @cfunction(on_write, Int32, (Ptr{UInt8}, Int64, Ptr{Cvoid}))
