# What a model keeps and knows: files, bytes, facts, diagnostics.

"Saves a model to a file, whole or not at all."
save(model::Model, path::AbstractString) = check(C.graft_model_save(model, path))

"""
    load(path; context)
    load(bytes; context)

A model from its file, or from the bytes of one.
"""
load(path::AbstractString; context=nothing) =
    Model(made(C.graft_model_load, maybe(context), path))
load(bytes::Vector{UInt8}; context=nothing) =
    Model(made(C.graft_model_load_memory, maybe(context), bytes, length(bytes)))

"The bytes of a model's file."
function save_memory(model::Model)
    needed = Ref{Int64}(0)
    check(C.graft_model_save_memory(model, C_NULL, 0, needed))
    bytes = Vector{UInt8}(undef, needed[])
    check(C.graft_model_save_memory(model, bytes, length(bytes), needed))
    return bytes
end

"The same to a stream, without keeping them all."
function Base.write(io::IO, model::Model)
    stream = Ref{Any}(io)
    GC.@preserve stream begin
        user = Base.unsafe_convert(Ptr{Any}, stream)
        check_call(on_this_thread(() -> C.graft_model_write(model, write_function(), user)))
    end
    return nothing
end

# Julia's own serialisation, by which models come to other processes: handles of other kinds arrive
# there closed.
function Serialization.serialize(s::Serialization.AbstractSerializer, model::Model)
    Serialization.serialize_type(s, Model)
    Serialization.serialize(s, save_memory(model))
    Serialization.serialize(s, model.converged)
end
function Serialization.deserialize(s::Serialization.AbstractSerializer, ::Type{Model})
    model = load(Serialization.deserialize(s)::Vector{UInt8})
    model.converged = Serialization.deserialize(s)::Bool
    return model
end

get_text(model::Model, key) = text(C.graft_model_get_text, model, key)
get_number(model::Model, key, ::Type{Int64}) = number(C.graft_model_get_int, model, key, Int64)
get_number(model::Model, key, ::Type{Float64}) = number(C.graft_model_get_double, model, key, Float64)
fact_count(model::Model) = C.graft_model_fact_count(model)
fact(model::Model, arguments...) = C.graft_model_fact(model, arguments...)

"The name of a column of the features that a model takes; \"\" when it has none."
column(model::Model, col::Integer) = text(C.graft_model_column, model, col - 1)

"All that is known of a model, as one JSON object."
info(model::Model) = text(C.graft_model_info, model)

"How a posterior was found: values by name."
function diagnostics(model::Model)
    found = Dict{String,Float64}()
    for index in 0:C.graft_model_diagnostic_count(model) - 1
        name, value = no_text(), Ref{Float64}(0)
        check(C.graft_model_diagnostic(model, index, name, value))
        found[static(name)] = value[]
    end
    return found
end

function describe(io::IO, model::Model)
    property, unit = model["property"], model["unit"]
    print(io, "(", isempty(property) ? "a target" : property, isempty(unit) ? "" : " in $unit",
          " by ", model["method"], ")")
end
