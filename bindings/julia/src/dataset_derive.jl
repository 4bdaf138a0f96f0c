# Data sets from data sets, what is set later, and splits.

"""
    append_features(dataset, x)

The same rows with more features x[feature, row] behind those there are.
"""
append_features(d::Dataset, x::AbstractMatrix{<:Real}) = appended(d, matrix(x))
appended(d, x::Tuple{AbstractMatrix{Float64},Vararg{Any}}) =
    Dataset(made(C.graft_dataset_append_features, d, x...))
appended(d, x::Tuple{AbstractMatrix{Float32},Vararg{Any}}) =
    Dataset(made(C.graft_dataset_append_features_f32, d, x...))

function Base.getindex(d::Dataset, rows::AbstractVector{<:Integer})
    checkindex(Bool, 1:length(d), rows) || throw(BoundsError(d, rows))
    return Dataset(made(C.graft_dataset_select, d, Int64[r - 1 for r in rows], length(rows)))
end
Base.getindex(d::Dataset, mask::AbstractVector{Bool}) = select_part(d, mask, 1)
Base.getindex(d::Dataset, ::Colon) = d[1:length(d)]

"""
    select_part(dataset, part, which)

The rows whose part, of a split or of yours, is `which`; also `dataset[part .== which]`.
"""
function select_part(d::Dataset, part::AbstractVector{<:Integer}, which::Integer)
    expect("part", length(part), length(d))
    return Dataset(made(C.graft_dataset_select_part, d, convert(Vector{Int32}, part), which))
end

Base.vcat(a::Dataset, b::Dataset) = Dataset(made(C.graft_dataset_concat, a, b))
Base.vcat(a::Dataset, b::Dataset, more::Dataset...) = vcat(vcat(a, b), more...)

"The rows of a data set whose input does not occur in another."
without(d::Dataset, other::Dataset) = Dataset(made(C.graft_dataset_without, d, other))

"How far each row is from the nearest row of a reference: see graft.h."
function distances(d::Dataset, reference::Dataset; options...)
    values = Vector{Float64}(undef, length(d))
    check(C.graft_dataset_distances(d, reference, keywords(options), values, length(values)))
    return values
end

# ---- What is set later -----------------------------------------------------------------------

set_targets!(d::Dataset, targets::AbstractVector) =
    (check(C.graft_dataset_set_targets(d, numbers(targets, "targets", length(d)), length(d))); d)

function set_ids!(d::Dataset, ids::TextList)
    expect("ids", length(ids), length(d))
    check(C.graft_dataset_set_ids(d, strings(ids), length(ids)))
    return d
end

"Text i is `bytes[offsets[i]:offsets[i + 1] - 1]`."
function set_ids!(d::Dataset, bytes::Vector{UInt8}, offsets::AbstractVector{<:Integer})
    from_0 = offsets_from_0(offsets, length(bytes), "offsets")
    expect("offsets", length(offsets), length(d) + 1)
    check(C.graft_dataset_set_ids_texts(d, bytes, from_0, length(offsets) - 1))
    return d
end

"Names the columns of feature vectors."
set_columns!(d::Dataset, names::TextList) =
    (check(C.graft_dataset_set_columns(d, strings(names), length(names))); d)

"The name of the property and its unit; a source and a target that agree are one quantity."
set_property!(d::Dataset, name::AbstractString, unit::AbstractString) =
    (check(C.graft_dataset_set_property(d, name, unit)); d)

# ---- Splits ----------------------------------------------------------------------------------

function split_into(f, d, arguments...)
    part = Vector{Int32}(undef, length(d))
    check(f(d, arguments..., part, length(part)))
    return part
end

"Parts 0 (train) and 1 (test) at random; rows with the same input stay together."
split_random(d::Dataset, test_fraction::Real=0.2; seed::Integer=0) =
    split_into(C.graft_split_random, d, test_fraction, seed)

"Whole Bemis-Murcko scaffolds on one side."
split_scaffold(d::Dataset, test_fraction::Real=0.2; seed::Integer=0) =
    split_into(C.graft_split_scaffold, d, test_fraction, seed)

"The textbook variant, without a seed."
split_scaffold_ordered(d::Dataset, test_fraction::Real=0.2) =
    split_into(C.graft_split_scaffold_ordered, d, test_fraction)

"Folds 1 .. `folds` of nearly equal size."
split_kfold(d::Dataset, folds::Integer=5; seed::Integer=0) =
    split_into(C.graft_split_kfold, d, folds, seed) .+ Int32(1)
