# Statuses, texts and arrays on their way to the library and back.

const OK = Int32(0)
const ERROR_ARGUMENT = Int32(1)
const ERROR_DATA = Int32(2)
const ERROR_OPTION = Int32(3)
const ERROR_FORMAT = Int32(4)
const ERROR_VERSION = Int32(5)
const ERROR_IO = Int32(6)
const ERROR_MEMORY = Int32(7)
const ERROR_UNSUPPORTED = Int32(8)
const ERROR_STATE = Int32(9)
const ERROR_NUMERIC = Int32(10)
const ERROR_INTERNAL = Int32(11)
const STOPPED = Int32(12)
const UNCONVERGED = Int32(13)

"A call that failed: a status (`Graft.ERROR_DATA` ...) and a message with argument, row and value."
struct GraftError <: Exception
    status::Int32
    message::String
end

Base.showerror(io::IO, e::GraftError) =
    print(io, "GraftError (", status_name(e.status), "): ", e.message)

status_name(status::Integer) = unsafe_string(C.graft_status_name(status))

@inline check(status::Int32) = status == OK ? nothing : failed(status)
@noinline failed(status) = throw(GraftError(status, unsafe_string(C.graft_last_error())))

"The library's last failure on this thread."
last_error() = text(C.graft_last_error_copy)

"What `create` writes to its last argument."
function made(create, arguments...)
    out = Ref{Ptr{Cvoid}}(C_NULL)
    check(create(arguments..., out))
    return out[]
end

maybe(x) = x
maybe(::Nothing) = C_NULL
maybe_text(x) = x
maybe_text(::Nothing) = Cstring(C_NULL)

# ---- Texts -----------------------------------------------------------------------------------

"The text of a function that ends in (buffer, capacity, needed)."
function text(f, arguments...)
    needed = Ref{Int64}(0)
    check(f(arguments..., C_NULL, 0, needed))
    buffer = Vector{UInt8}(undef, needed[] + 1)
    check(f(arguments..., buffer, length(buffer), needed))
    return String(resize!(buffer, min(needed[], length(buffer) - 1)))
end

const TextList = AbstractVector{<:AbstractString}

strings(texts::TextList) = convert(Vector{String}, texts)

"Texts as bytes and offsets from 0."
function packed(texts::TextList, name)
    offsets = Vector{Int64}(undef, length(texts) + 1)
    offsets[1] = 0
    io = IOBuffer()
    for (i, t) in enumerate(texts)
        s = String(t)
        any(iszero, codeunits(s)) && throw(ArgumentError("$name[$i]: holds a NUL"))
        offsets[i + 1] = offsets[i] + write(io, s)
    end
    return take!(io), offsets
end

"Offsets from 1 as the library has them, if they lie in order within `last` things."
function offsets_from_0(offsets::AbstractVector{<:Integer}, last, name)
    isempty(offsets) && throw(ArgumentError("$name: is empty, one more than rows is wanted"))
    start, stop = first(offsets), offsets[end]
    start == 1 && stop == last + 1 && issorted(offsets) || throw(ArgumentError(
        "$name: from 1 to $(last + 1) in order are wanted, not from $start to $stop"))
    return Int64[o - 1 for o in offsets]
end

"A list of names as one line of CSV."
csv_line(name::AbstractString) = name
csv_line(names::TextList) =
    join(("\"" * replace(n, "\"" => "\"\"") * "\"" for n in names), ",")

# ---- Arrays ----------------------------------------------------------------------------------

const Number64 = Union{Missing,Real}

function expect(name, given, wanted)
    given == wanted || throw(DimensionMismatch("$name: $given given where there are $wanted"))
    return nothing
end

"A list of numbers as the library reads it, NaN where one is missing."
numbers(y::Vector{Float64}, name, wanted) = (expect(name, length(y), wanted); y)
function numbers(y::AbstractVector{<:Number64}, name, wanted)
    Base.require_one_based_indexing(y)
    return numbers(Float64[ismissing(v) ? NaN : v for v in y], name, wanted)
end
numbers(::Nothing, name, wanted) = C_NULL

"""
x[feature, sample] as the library reads it: the array in memory, and the strides of feature and sample
in it. A matrix that does not lie in memory with strides is copied.
"""
in_memory(x::StridedMatrix{T}) where {T<:Union{Float32,Float64}} = x, stride(x, 1), stride(x, 2)
function in_memory(x::Union{Adjoint{T,<:StridedMatrix{T}},Transpose{T,<:StridedMatrix{T}},
                            PermutedDimsArray{T,2,(2, 1),(2, 1),<:StridedMatrix{T}}}) where
                   {T<:Union{Float32,Float64}}
    y = parent(x)
    return y, stride(y, 2), stride(y, 1)
end
function in_memory(x::AbstractMatrix{<:Real})
    Base.require_one_based_indexing(x)
    return in_memory(convert(Matrix{eltype(x) === Float32 ? Float32 : Float64}, x))
end

"(array, rows, cols, row_stride, col_stride) of x[feature, sample]; an empty extent's stride is 1."
function matrix(x::AbstractMatrix{<:Real})
    y, feature, sample = in_memory(x)
    return y, size(x, 2), size(x, 1), sample == 0 ? 1 : sample, feature == 0 ? 1 : feature
end
