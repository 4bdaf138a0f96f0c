# Data sets from texts, features, graphs and tables. All take `context`, and options as keywords.

"""
    from_smiles(smiles, targets=nothing; context, options...)

Molecules from a list of SMILES.
"""
function from_smiles(smiles::TextList, targets=nothing; context=nothing, options...)
    y = numbers(targets, "targets", length(smiles))
    return Dataset(made(C.graft_dataset_from_smiles, maybe(context), strings(smiles),
                        length(smiles), y, keywords(options)))
end

"""
    from_formulas(formulas, targets=nothing; context, options...)

Compositions from a list of chemical formulas.
"""
function from_formulas(formulas::TextList, targets=nothing; context=nothing, options...)
    y = numbers(targets, "targets", length(formulas))
    return Dataset(made(C.graft_dataset_from_formulas, maybe(context), strings(formulas),
                        length(formulas), y, keywords(options)))
end

"""
    from_texts(input, bytes, offsets, targets=nothing; context, options...)

SMILES or formulas (`input` is "smiles" or "formulas") without a string for each: text i is
`bytes[offsets[i]:offsets[i + 1] - 1]`.
"""
function from_texts(input::AbstractString, bytes::Vector{UInt8}, offsets::AbstractVector{<:Integer},
                    targets=nothing; context=nothing, options...)
    from_0 = offsets_from_0(offsets, length(bytes), "offsets")
    rows = length(offsets) - 1
    y = numbers(targets, "targets", rows)
    return Dataset(made(C.graft_dataset_from_texts, maybe(context), input, bytes, from_0, rows, y,
                        keywords(options)))
end

"""
    from_features(x, targets=nothing; columns, context, options...)

Feature vectors x[feature, sample]; `columns` names the features.
"""
function from_features(x::AbstractMatrix{<:Real}, targets=nothing; columns=nothing,
                       context=nothing, options...)
    y = numbers(targets, "targets", size(x, 2))
    dataset = features_of(maybe(context), matrix(x), y, keywords(options))
    columns === nothing || set_columns!(dataset, columns)
    return dataset
end
features_of(context, x::Tuple{AbstractMatrix{Float64},Vararg{Any}}, y, options) =
    Dataset(made(C.graft_dataset_from_features, context, x..., y, options))
features_of(context, x::Tuple{AbstractMatrix{Float32},Vararg{Any}}, y, options) =
    Dataset(made(C.graft_dataset_from_features_f32, context, x..., y, options))

"""
    from_graphs(atom_offsets, atom_features, bond_offsets, bond_atoms, bond_features,
                targets=nothing; context, options...)

Ready-made graphs: graph g has the atoms `atom_offsets[g]:atom_offsets[g + 1] - 1` and likewise bonds;
bond b joins the atoms `bond_atoms[:, b]`, counted from 1 within their graph. `atom_features[feature,
atom]` and `bond_features[feature, bond]`.
"""
function from_graphs(atom_offsets::AbstractVector{<:Integer}, atom_features::AbstractMatrix{<:Real},
                     bond_offsets::AbstractVector{<:Integer}, bond_atoms::AbstractMatrix{<:Integer},
                     bond_features::AbstractMatrix{<:Real}, targets=nothing; context=nothing,
                     options...)
    atoms, bonds = offsets_from_0(atom_offsets, size(atom_features, 2), "atom_offsets"),
                   offsets_from_0(bond_offsets, size(bond_features, 2), "bond_offsets")
    expect("bond_offsets", length(bonds), length(atoms))
    size(bond_atoms) == (2, size(bond_features, 2)) || throw(DimensionMismatch(
        "bond_atoms: $(size(bond_atoms)) given where there are (2, $(size(bond_features, 2)))"))
    y = numbers(targets, "targets", length(atoms) - 1)
    # The library wants them without gaps.
    atom_x, bond_x = convert(Matrix{Float64}, atom_features), convert(Matrix{Float64}, bond_features)
    return Dataset(made(C.graft_dataset_from_graphs, maybe(context), length(atoms) - 1, atoms,
                        atom_x, size(atom_x, 1), bonds, Int64[a - 1 for a in bond_atoms], bond_x,
                        size(bond_x, 1), y, keywords(options)))
end

"""
    from_csv(path; smiles | formulas | features, target, id, context, options...)

A table with a header row. One of `smiles` and `formulas` names a column, or `features` a list of them
("*" stands for all that are not named otherwise); `target` and `id` name columns, too.
"""
function from_csv(path::AbstractString; smiles=nothing, formulas=nothing, features=nothing,
                  target=nothing, id=nothing, context=nothing, options...)
    given = [input => columns for (input, columns) in
             ("smiles" => smiles, "formulas" => formulas, "features" => features)
             if columns !== nothing]
    length(given) == 1 || throw(ArgumentError("one of smiles, formulas and features is wanted"))
    input, columns = given[1]
    line = input == "features" && columns == "*" ? "*" : csv_line(columns)
    return Dataset(made(C.graft_dataset_from_csv, maybe(context), path, input, line,
                        maybe_text(target), maybe_text(id), keywords(options)))
end
