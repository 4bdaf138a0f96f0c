# Predictions of a model. `inputs` are a data set, features x[feature, sample], or texts: SMILES or
# formulas, whichever the model was fitted to.

const Wanted = Union{Nothing,Vector{Float64}}

function predict_into(outputs, rows)
    for (name, output) in zip(("mean", "model_sd", "noise_sd"), outputs)
        output === nothing || expect(name, length(output), rows)
    end
    return map(maybe, outputs)
end

"""
    predict!(mean, model_sd, noise_sd, model, inputs; options...)

As `predict`, into vectors of yours; `nothing` for what is not wanted.
"""
function predict!(mean::Wanted, model_sd::Wanted, noise_sd::Wanted, model::Model, d::Dataset;
                  options...)
    rows = length(d)
    outputs = predict_into((mean, model_sd, noise_sd), rows)
    check(C.graft_model_predict(model, d, keywords(options), outputs..., rows))
end
function predict!(mean::Wanted, model_sd::Wanted, noise_sd::Wanted, model::Model,
                  x::AbstractMatrix{<:Real}; options...)
    outputs = predict_into((mean, model_sd, noise_sd), size(x, 2))
    check(predict_features(model, matrix(x), keywords(options), outputs))
end
function predict!(mean::Wanted, model_sd::Wanted, noise_sd::Wanted, model::Model, texts::TextList;
                  options...)
    bytes, offsets = packed(texts, "texts")
    outputs = predict_into((mean, model_sd, noise_sd), length(texts))
    check(C.graft_model_predict_texts(model, bytes, offsets, length(texts), keywords(options),
                                      outputs...))
end

@inline predict_features(model, x::Tuple{AbstractMatrix{Float64},Vararg{Any}}, options, outputs) =
    C.graft_model_predict_features(model, x..., options, outputs...)
@inline predict_features(model, x::Tuple{AbstractMatrix{Float32},Vararg{Any}}, options, outputs) =
    C.graft_model_predict_features_f32(model, x..., options, outputs...)

count_of(inputs) = length(inputs)
count_of(x::AbstractMatrix) = size(x, 2)

function outputs_for(rows)
    return (mean=Vector{Float64}(undef, rows), model_sd=Vector{Float64}(undef, rows),
            noise_sd=Vector{Float64}(undef, rows))
end

"""
    mean, model_sd, noise_sd = predict(model, inputs; options...)

Predicts each row: `inputs` are a data set, features x[feature, sample], or SMILES or formulas. The whole
deviation is `hypot(model_sd, noise_sd)`.
"""
function predict(model::Model, inputs::Union{Dataset,AbstractMatrix{<:Real},TextList}; options...)
    found = outputs_for(count_of(inputs))
    predict!(found..., model, inputs; options...)
    return found
end

"The same for SMILES alone; with `strict=0` one that cannot be read gives NaN."
function predict_smiles(model::Model, smiles::TextList; options...)
    found = outputs_for(length(smiles))
    check(C.graft_model_predict_smiles(model, strings(smiles), length(smiles), keywords(options),
                                       found...))
    return found
end

"""
    predict_texts(model, bytes, offsets; options...)

SMILES or formulas without a string for each: text i is `bytes[offsets[i]:offsets[i + 1] - 1]`.
"""
function predict_texts(model::Model, bytes::Vector{UInt8}, offsets::AbstractVector{<:Integer};
                       options...)
    from_0 = offsets_from_0(offsets, length(bytes), "offsets")
    found = outputs_for(length(from_0) - 1)
    check(C.graft_model_predict_texts(model, bytes, from_0, length(from_0) - 1, keywords(options),
                                      found...))
    return found
end

"Inputs as a set of the model's kind."
as_set(model, d::Dataset) = d
as_set(model, x::AbstractMatrix{<:Real}) = from_features(x)
as_set(model, texts::TextList) =
    model["input"] == "formulas" ? from_formulas(texts) : from_smiles(texts)

"Quantiles of the predictive distribution, noise included: values[level, row]."
function quantiles(model::Model, inputs, levels::AbstractVector{<:Real}; options...)
    d, p = as_set(model, inputs), numbers(levels, "levels", length(levels))
    values = Matrix{Float64}(undef, length(p), length(d))
    check(C.graft_model_quantiles(model, d, keywords(options), p, length(p), values, length(d),
                                  max(length(p), 1), 1))
    return values
end

"""
    draws(model, inputs, count; noise=false, options...)

values[draw, row]: a draw is one function at every row.
"""
function draws(model::Model, inputs, count::Integer; noise::Bool=false, options...)
    d = as_set(model, inputs)
    values = Matrix{Float64}(undef, count, length(d))
    check(C.graft_model_draws(model, d, keywords(options), noise, values, length(d), count,
                              max(count, 1), 1))
    return values
end

"A metric of `score` over the rows that have a target, by the whole predictive distribution."
function evaluate(model::Model, d::Dataset, metric::AbstractString; options...)
    value = Ref{Float64}(0)
    check(C.graft_model_evaluate(model, d, keywords(options), metric, value))
    return value[]
end

"""
    embed(model, inputs, what="latent"; task=0)

What the model makes of each row on the way: values[component, row]; `what` is "embedding", "latent" or
"frame", `task` 0 the target and 1 .. the sources.
"""
function embed(model::Model, inputs, what::AbstractString="latent"; task::Integer=0)
    d, cols = as_set(model, inputs), embed_cols(model, what)
    values = Matrix{Float64}(undef, cols, length(d))
    check(C.graft_model_embed(model, d, what, task, values, length(d), cols, max(cols, 1), 1))
    return values
end

"How many components `embed` gives."
embed_cols(model::Model, what::AbstractString="latent") =
    Int(number(C.graft_model_embed_cols, model, what, Int64))

"""
    score(metric, y, mean, sd=nothing)

"rmse", "mae", "r2"; with `sd` also "coverage95", "crps" and "log_density".
"""
function score(metric::AbstractString, y::AbstractVector, mean::AbstractVector, sd=nothing)
    rows, value = length(y), Ref{Float64}(0)
    check(C.graft_score(metric, numbers(y, "y", rows), numbers(mean, "mean", rows),
                        numbers(sd, "sd", rows), rows, value))
    return value[]
end
