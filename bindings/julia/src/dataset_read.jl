# What a data set tells; facts, which models tell likewise.

Base.length(d::Dataset) = Int(C.graft_dataset_rows(d))
Base.firstindex(::Dataset) = 1
Base.lastindex(d::Dataset) = length(d)

"Rows with a target."
labelled(d::Dataset) = Int(C.graft_dataset_labelled(d))
"Rows of the input that were left out because `strict` was 0."
skipped(d::Dataset) = Int(C.graft_dataset_skipped(d))
"Why the index-th of them was left out."
skipped_reason(d::Dataset, index::Integer) = text(C.graft_dataset_skipped_reason, d, index - 1)
"Where they stood in the input."
function skipped_rows(d::Dataset)
    rows = Vector{Int64}(undef, skipped(d))
    check(C.graft_dataset_skipped_rows(d, rows, length(rows)))
    return rows .+ 1
end

"The targets, NaN where one is missing."
function targets(d::Dataset)
    y = Vector{Float64}(undef, length(d))
    check(C.graft_dataset_targets(d, y, length(y)))
    return y
end

"The feature vectors x[feature, row], as `Float64` or `Float32`."
function features(d::Dataset, ::Type{T}=Float64) where {T<:Union{Float32,Float64}}
    x = Matrix{T}(undef, d["columns"], length(d))
    cols, rows = size(x)
    check(read_features(d, x, rows, cols, max(cols, 1), 1))
    return x
end
read_features(d, x::Matrix{Float64}, layout...) = C.graft_dataset_features(d, x, layout...)
read_features(d, x::Matrix{Float32}, layout...) = C.graft_dataset_features_f32(d, x, layout...)

"Where each row stood in the input it was made from."
function input_rows(d::Dataset)
    rows = Vector{Int64}(undef, length(d))
    check(C.graft_dataset_input_rows(d, rows, length(rows)))
    return rows .+ 1
end

"A row's id."
id(d::Dataset, row::Integer) = text(C.graft_dataset_id, d, row - 1)
"A row's SMILES as given."
smiles(d::Dataset, row::Integer) = text(C.graft_dataset_smiles, d, row - 1)
"The SMILES of a row's Bemis-Murcko scaffold."
scaffold(d::Dataset, row::Integer) = text(C.graft_dataset_scaffold, d, row - 1)
"The name of a column of features."
column(d::Dataset, col::Integer) = text(C.graft_dataset_column, d, col - 1)

"All texts of a kind: \"ids\", \"smiles\", \"scaffolds\", \"columns\" or \"skipped\"."
function texts(d::Dataset, what::AbstractString)
    count = what == "columns" ? d["columns"] : what == "skipped" ? skipped(d) : length(d)
    offsets, needed = Vector{Int64}(undef, count + 1), Ref{Int64}(0)
    check(C.graft_dataset_texts(d, what, C_NULL, 0, offsets, count, needed))
    bytes = Vector{UInt8}(undef, needed[])
    check(C.graft_dataset_texts(d, what, bytes, length(bytes), offsets, count, needed))
    return [String(bytes[offsets[i] + 1:offsets[i + 1]]) for i in 1:count]
end

function describe(io::IO, d::Dataset)
    property, unit = d["property"], d["unit"]
    print(io, "(", length(d), " ", d["kind"], ", ", labelled(d), " with ",
          isempty(property) ? "a target" : property, isempty(unit) ? "" : " in $unit", ")")
end

# ---- Facts -----------------------------------------------------------------------------------

get_text(d::Dataset, key) = text(C.graft_dataset_get_text, d, key)
get_number(d::Dataset, key, ::Type{Int64}) = number(C.graft_dataset_get_int, d, key, Int64)
fact_count(d::Dataset) = C.graft_dataset_fact_count(d)
fact(d::Dataset, arguments...) = C.graft_dataset_fact(d, arguments...)

function number(f, h, key, T)
    value = Ref{T}(0)
    check(f(h, key, value))
    return value[]
end

"Key and type of each fact."
function listed(h::Union{Dataset,Model})
    return map(0:fact_count(h) - 1) do index
        key, type = no_text(), no_text()
        check(fact(h, index, key, type))
        static(key) => static(type)
    end
end

of_type(h, key, type) = type == "int" ? Int(get_number(h, key, Int64)) :
                        type == "double" ? get_number(h, key, Float64) : get_text(h, key)

"All facts about a data set or a model, by key."
facts(h::Union{Dataset,Model}) =
    Dict{String,Any}(key => of_type(h, key, type) for (key, type) in listed(h))

# Of a key that is not listed the library says which one is near.
function Base.getindex(h::Union{Dataset,Model}, key::AbstractString)
    for (listed_key, type) in listed(h)
        listed_key == key && return of_type(h, key, type)
    end
    return get_text(h, key)
end
