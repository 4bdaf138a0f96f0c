# The functions of graft.h as they are declared there; a test compares the two.
module C

import Libdl

const functions = Pair{Symbol,Base.RefValue{Ptr{Cvoid}}}[]

# Which library it is, is known only when the package is loaded, which a ccall by name cannot wait
# for: each function has an address that `load` looks up.
macro c(declaration)
    call, result = declaration.args
    name, arguments = call.args[1], call.args[2:end]
    names, types = [a.args[1] for a in arguments], [a.args[2] for a in arguments]
    address = Symbol(:address_of_, name)
    esc(quote
        const $address = Ref{Ptr{Cvoid}}(C_NULL)
        push!(functions, $(QuoteNode(name)) => $address)
        @inline $name($(names...)) = ccall($address[], $result, ($(types...),), $(names...))
    end)
end

function load()
    path = get(ENV, "GRAFT_LIBRARY", "")
    if isempty(path)
        path = Sys.iswindows() ? "graft-0" : Sys.isapple() ? "libgraft.0.dylib" : "libgraft.so.0"
    end
    # Not Julia's default, by which the library would bind to symbols of its own dependencies first: an
    # exception within it would then be raised by one unwinder (Julia's libunwind, to which the C++
    # runtime is bound already) and resumed by another, and abort the process.
    library = try
        Libdl.dlopen(path, Libdl.RTLD_LAZY)
    catch e
        error("Graft: the library cannot be loaded (", sprint(showerror, e),
              "); the environment variable GRAFT_LIBRARY may name its file")
    end
    for (name, address) in functions
        found = Libdl.dlsym(library, name; throw_error=false)
        found === nothing && error("Graft: the library $path is older than this package: ",
                                   "it has no $name")
        address[] = found
    end
end

const Status = Int32
const Handle = Ptr{Cvoid}
const Out = Ptr{Ptr{Cvoid}}

@c graft_version()::Cstring
@c graft_version_number()::Int64
@c graft_has_feature(feature::Cstring)::Int32
@c graft_last_error()::Cstring
@c graft_last_error_copy(buffer::Ptr{UInt8}, capacity::Int64, needed::Ptr{Int64})::Status
@c graft_status_name(status::Status)::Cstring

@c graft_context_create(options::Handle, out::Out)::Status
@c graft_context_free(context::Handle)::Cvoid
@c graft_context_set_log(context::Handle, callback::Ptr{Cvoid}, user::Ptr{Cvoid})::Status

@c graft_options_create(out::Out)::Status
@c graft_options_free(options::Handle)::Cvoid
@c graft_options_clone(options::Handle, out::Out)::Status
@c graft_options_set_int(options::Handle, key::Cstring, value::Int64)::Status
@c graft_options_set_double(options::Handle, key::Cstring, value::Float64)::Status
@c graft_options_set_string(options::Handle, key::Cstring, value::Cstring)::Status
@c graft_options_set_text(options::Handle, key::Cstring, text::Cstring)::Status
@c graft_options_get_text(options::Handle, key::Cstring, buffer::Ptr{UInt8}, capacity::Int64,
                          needed::Ptr{Int64})::Status
@c graft_option_count()::Int64
@c graft_option_describe(index::Int64, key::Ptr{Cstring}, type::Ptr{Cstring},
                         default_value::Ptr{Cstring}, range::Ptr{Cstring},
                         meaning::Ptr{Cstring})::Status
@c graft_method_count()::Int64
@c graft_method_describe(index::Int64, name::Ptr{Cstring}, least_sources::Ptr{Int64},
                         most_sources::Ptr{Int64}, meaning::Ptr{Cstring},
                         options::Ptr{Cstring})::Status

@c graft_dataset_from_smiles(context::Handle, smiles::Ptr{Cstring}, rows::Int64,
                             targets::Ptr{Float64}, options::Handle, out::Out)::Status
@c graft_dataset_from_features(context::Handle, x::Ptr{Float64}, rows::Int64, cols::Int64,
                               row_stride::Int64, col_stride::Int64, targets::Ptr{Float64},
                               options::Handle, out::Out)::Status
@c graft_dataset_from_features_f32(context::Handle, x::Ptr{Float32}, rows::Int64, cols::Int64,
                                   row_stride::Int64, col_stride::Int64, targets::Ptr{Float64},
                                   options::Handle, out::Out)::Status
@c graft_dataset_from_formulas(context::Handle, formulas::Ptr{Cstring}, rows::Int64,
                               targets::Ptr{Float64}, options::Handle, out::Out)::Status
@c graft_dataset_from_texts(context::Handle, input::Cstring, bytes::Ptr{UInt8},
                            offsets::Ptr{Int64}, rows::Int64, targets::Ptr{Float64},
                            options::Handle, out::Out)::Status
@c graft_dataset_from_graphs(context::Handle, rows::Int64, atom_offsets::Ptr{Int64},
                             atom_features::Ptr{Float64}, atom_cols::Int64,
                             bond_offsets::Ptr{Int64}, bond_atoms::Ptr{Int64},
                             bond_features::Ptr{Float64}, bond_cols::Int64,
                             targets::Ptr{Float64}, options::Handle, out::Out)::Status
@c graft_dataset_from_csv(context::Handle, path::Cstring, input::Cstring, columns::Cstring,
                          target_column::Cstring, id_column::Cstring, options::Handle,
                          out::Out)::Status
@c graft_dataset_append_features(dataset::Handle, x::Ptr{Float64}, rows::Int64, cols::Int64,
                                 row_stride::Int64, col_stride::Int64, out::Out)::Status
@c graft_dataset_append_features_f32(dataset::Handle, x::Ptr{Float32}, rows::Int64, cols::Int64,
                                     row_stride::Int64, col_stride::Int64, out::Out)::Status
@c graft_dataset_select(dataset::Handle, rows::Ptr{Int64}, count::Int64, out::Out)::Status
@c graft_dataset_select_part(dataset::Handle, part::Ptr{Int32}, which::Int32, out::Out)::Status
@c graft_dataset_concat(a::Handle, b::Handle, out::Out)::Status
@c graft_dataset_without(dataset::Handle, other::Handle, out::Out)::Status
@c graft_dataset_distances(dataset::Handle, reference::Handle, options::Handle,
                           distances::Ptr{Float64}, rows::Int64)::Status
@c graft_dataset_free(dataset::Handle)::Cvoid
@c graft_dataset_set_targets(dataset::Handle, targets::Ptr{Float64}, rows::Int64)::Status
@c graft_dataset_set_ids(dataset::Handle, ids::Ptr{Cstring}, rows::Int64)::Status
@c graft_dataset_set_ids_texts(dataset::Handle, bytes::Ptr{UInt8}, offsets::Ptr{Int64},
                               rows::Int64)::Status
@c graft_dataset_set_columns(dataset::Handle, names::Ptr{Cstring}, cols::Int64)::Status
@c graft_dataset_set_property(dataset::Handle, name::Cstring, unit::Cstring)::Status
@c graft_dataset_rows(dataset::Handle)::Int64
@c graft_dataset_labelled(dataset::Handle)::Int64
@c graft_dataset_skipped(dataset::Handle)::Int64
@c graft_dataset_skipped_reason(dataset::Handle, index::Int64, buffer::Ptr{UInt8},
                                capacity::Int64, needed::Ptr{Int64})::Status
@c graft_dataset_skipped_rows(dataset::Handle, input_rows::Ptr{Int64}, count::Int64)::Status
@c graft_dataset_targets(dataset::Handle, targets::Ptr{Float64}, rows::Int64)::Status
@c graft_dataset_features(dataset::Handle, x::Ptr{Float64}, rows::Int64, cols::Int64,
                          row_stride::Int64, col_stride::Int64)::Status
@c graft_dataset_features_f32(dataset::Handle, x::Ptr{Float32}, rows::Int64, cols::Int64,
                              row_stride::Int64, col_stride::Int64)::Status
@c graft_dataset_input_rows(dataset::Handle, input_rows::Ptr{Int64}, rows::Int64)::Status
@c graft_dataset_id(dataset::Handle, row::Int64, buffer::Ptr{UInt8}, capacity::Int64,
                    needed::Ptr{Int64})::Status
@c graft_dataset_smiles(dataset::Handle, row::Int64, buffer::Ptr{UInt8}, capacity::Int64,
                        needed::Ptr{Int64})::Status
@c graft_dataset_scaffold(dataset::Handle, row::Int64, buffer::Ptr{UInt8}, capacity::Int64,
                          needed::Ptr{Int64})::Status
@c graft_dataset_column(dataset::Handle, col::Int64, buffer::Ptr{UInt8}, capacity::Int64,
                        needed::Ptr{Int64})::Status
@c graft_dataset_texts(dataset::Handle, what::Cstring, bytes::Ptr{UInt8}, capacity::Int64,
                       offsets::Ptr{Int64}, count::Int64, needed::Ptr{Int64})::Status
@c graft_dataset_get_text(dataset::Handle, key::Cstring, buffer::Ptr{UInt8}, capacity::Int64,
                          needed::Ptr{Int64})::Status
@c graft_dataset_get_int(dataset::Handle, key::Cstring, value::Ptr{Int64})::Status
@c graft_dataset_fact_count(dataset::Handle)::Int64
@c graft_dataset_fact(dataset::Handle, index::Int64, key::Ptr{Cstring},
                      type::Ptr{Cstring})::Status

@c graft_split_random(dataset::Handle, test_fraction::Float64, seed::UInt64, part::Ptr{Int32},
                      rows::Int64)::Status
@c graft_split_scaffold(dataset::Handle, test_fraction::Float64, seed::UInt64, part::Ptr{Int32},
                        rows::Int64)::Status
@c graft_split_scaffold_ordered(dataset::Handle, test_fraction::Float64, part::Ptr{Int32},
                                rows::Int64)::Status
@c graft_split_kfold(dataset::Handle, folds::Int64, seed::UInt64, part::Ptr{Int32},
                     rows::Int64)::Status

@c graft_fitter_create(context::Handle, method::Cstring, options::Handle, out::Out)::Status
@c graft_fitter_free(fitter::Handle)::Cvoid
@c graft_fitter_set_target(fitter::Handle, dataset::Handle)::Status
@c graft_fitter_add_source(fitter::Handle, dataset::Handle)::Status
@c graft_fitter_set_source_model(fitter::Handle, model::Handle)::Status
@c graft_fitter_set_unlabelled(fitter::Handle, dataset::Handle)::Status
@c graft_fitter_set_validation(fitter::Handle, dataset::Handle)::Status
@c graft_fitter_set_progress(fitter::Handle, callback::Ptr{Cvoid}, user::Ptr{Cvoid})::Status
@c graft_fitter_set_log(fitter::Handle, callback::Ptr{Cvoid}, user::Ptr{Cvoid})::Status
@c graft_fitter_fit(fitter::Handle, out::Out)::Status
@c graft_fitter_cancel(fitter::Handle)::Status
@c graft_fitter_history_rows(fitter::Handle)::Int64
@c graft_fitter_history_cols(fitter::Handle)::Int64
@c graft_fitter_history_name(fitter::Handle, col::Int64, buffer::Ptr{UInt8}, capacity::Int64,
                             needed::Ptr{Int64})::Status
@c graft_fitter_history(fitter::Handle, values::Ptr{Float64}, rows::Int64, cols::Int64,
                        row_stride::Int64, col_stride::Int64)::Status

@c graft_model_free(model::Handle)::Cvoid
@c graft_model_predict(model::Handle, dataset::Handle, options::Handle, mean::Ptr{Float64},
                       model_sd::Ptr{Float64}, noise_sd::Ptr{Float64}, rows::Int64)::Status
@c graft_model_predict_smiles(model::Handle, smiles::Ptr{Cstring}, rows::Int64, options::Handle,
                              mean::Ptr{Float64}, model_sd::Ptr{Float64},
                              noise_sd::Ptr{Float64})::Status
@c graft_model_predict_texts(model::Handle, bytes::Ptr{UInt8}, offsets::Ptr{Int64}, rows::Int64,
                             options::Handle, mean::Ptr{Float64}, model_sd::Ptr{Float64},
                             noise_sd::Ptr{Float64})::Status
@c graft_model_predict_features(model::Handle, x::Ptr{Float64}, rows::Int64, cols::Int64,
                                row_stride::Int64, col_stride::Int64, options::Handle,
                                mean::Ptr{Float64}, model_sd::Ptr{Float64},
                                noise_sd::Ptr{Float64})::Status
@c graft_model_predict_features_f32(model::Handle, x::Ptr{Float32}, rows::Int64, cols::Int64,
                                    row_stride::Int64, col_stride::Int64, options::Handle,
                                    mean::Ptr{Float64}, model_sd::Ptr{Float64},
                                    noise_sd::Ptr{Float64})::Status
@c graft_model_quantiles(model::Handle, dataset::Handle, options::Handle, levels::Ptr{Float64},
                         level_count::Int64, values::Ptr{Float64}, rows::Int64,
                         row_stride::Int64, col_stride::Int64)::Status
@c graft_model_draws(model::Handle, dataset::Handle, options::Handle, noise::Int32,
                     values::Ptr{Float64}, rows::Int64, draws::Int64, row_stride::Int64,
                     col_stride::Int64)::Status
@c graft_model_evaluate(model::Handle, dataset::Handle, options::Handle, metric::Cstring,
                        value::Ptr{Float64})::Status
@c graft_model_diagnostic_count(model::Handle)::Int64
@c graft_model_diagnostic(model::Handle, index::Int64, name::Ptr{Cstring},
                          value::Ptr{Float64})::Status
@c graft_model_embed(model::Handle, dataset::Handle, what::Cstring, task::Int64,
                     values::Ptr{Float64}, rows::Int64, cols::Int64, row_stride::Int64,
                     col_stride::Int64)::Status
@c graft_model_embed_cols(model::Handle, what::Cstring, cols::Ptr{Int64})::Status
@c graft_model_save(model::Handle, path::Cstring)::Status
@c graft_model_load(context::Handle, path::Cstring, out::Out)::Status
@c graft_model_save_memory(model::Handle, buffer::Ptr{Cvoid}, capacity::Int64,
                           needed::Ptr{Int64})::Status
@c graft_model_load_memory(context::Handle, buffer::Ptr{Cvoid}, size::Int64, out::Out)::Status
@c graft_model_write(model::Handle, callback::Ptr{Cvoid}, user::Ptr{Cvoid})::Status
@c graft_model_get_text(model::Handle, key::Cstring, buffer::Ptr{UInt8}, capacity::Int64,
                        needed::Ptr{Int64})::Status
@c graft_model_get_int(model::Handle, key::Cstring, value::Ptr{Int64})::Status
@c graft_model_get_double(model::Handle, key::Cstring, value::Ptr{Float64})::Status
@c graft_model_fact_count(model::Handle)::Int64
@c graft_model_fact(model::Handle, index::Int64, key::Ptr{Cstring}, type::Ptr{Cstring})::Status
@c graft_model_column(model::Handle, col::Int64, buffer::Ptr{UInt8}, capacity::Int64,
                      needed::Ptr{Int64})::Status
@c graft_model_info(model::Handle, buffer::Ptr{UInt8}, capacity::Int64,
                    needed::Ptr{Int64})::Status

@c graft_score(metric::Cstring, y::Ptr{Float64}, mean::Ptr{Float64}, sd::Ptr{Float64},
               rows::Int64, value::Ptr{Float64})::Status

end
