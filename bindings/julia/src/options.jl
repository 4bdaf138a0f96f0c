# Versions, tables, contexts and options.

"The version of the library that runs."
version() = VersionNumber(unsafe_string(C.graft_version()))
"The same as a number: 1.23.4 is 12304."
version_number() = C.graft_version_number()

"Whether the library has a feature: \"rdkit\" (SMILES input)."
has_feature(feature::AbstractString) = C.graft_has_feature(feature) != 0

static(text::Ref{Cstring}) = unsafe_string(text[])
no_text() = Ref(Cstring(C_NULL))

"The table of all options: `key`, `type`, `default`, `range` and `meaning` of each."
function options()
    return map(0:C.graft_option_count() - 1) do index
        key, type, default, range, meaning = no_text(), no_text(), no_text(), no_text(), no_text()
        check(C.graft_option_describe(index, key, type, default, range, meaning))
        (key=static(key), type=static(type), default=static(default), range=static(range),
         meaning=static(meaning))
    end
end

"""
The table of all methods: `name`, `least_sources`, `most_sources` (-1: any number), `meaning` and
`options`, the keys that it reads.
"""
function methods()
    return map(0:C.graft_method_count() - 1) do index
        name, meaning, keys = no_text(), no_text(), no_text()
        least, most = Ref{Int64}(0), Ref{Int64}(0)
        check(C.graft_method_describe(index, name, least, most, meaning, keys))
        (name=static(name), least_sources=least[], most_sources=most[], meaning=static(meaning),
         options=split(static(keys)))
    end
end

# ---- Options ---------------------------------------------------------------------------------

function Options(; values...)
    options = Options(made(C.graft_options_create))
    for (key, value) in values
        options[key] = value
    end
    return options
end

const Key = Union{AbstractString,Symbol}

Base.setindex!(o::Options, value::Integer, key::Key) =
    (check(C.graft_options_set_int(o, String(key), value)); o)
Base.setindex!(o::Options, value::Real, key::Key) =
    (check(C.graft_options_set_double(o, String(key), value)); o)
Base.setindex!(o::Options, value::Key, key::Key) =
    (check(C.graft_options_set_string(o, String(key), String(value))); o)

"Sets an option from its text: for command lines and settings files."
set_text!(o::Options, key::Key, text::AbstractString) =
    (check(C.graft_options_set_text(o, String(key), text)); o)

Base.getindex(o::Options, key::Key) = text(C.graft_options_get_text, o, String(key))

Base.copy(o::Options) = Options(made(C.graft_options_clone, o))

"The options that are not at their default, by key."
differing(o::Options) = [row.key => o[row.key] for row in options() if o[row.key] != row.default]

describe(io::IO, o::Options) = print(io, "(", join(("$k=$v" for (k, v) in differing(o)), ", "), ")")

"""
Options of a call from its keywords, of which `options` may be a set that the others add to; NULL, which
are all defaults, without any.
"""
function keywords(values)
    isempty(values) && return C_NULL
    options = haskey(values, :options) ? copy(values[:options]) : Options()
    for (key, value) in values
        key === :options || (options[key] = value)
    end
    return options
end

# ---- Context ---------------------------------------------------------------------------------

Context(; options...) = Context(made(C.graft_context_create, keywords(options)))
Context(log; options...) = set_log!(Context(; options...), log)

"The log of the fitters that are created afterwards: a function of one line, or `nothing`."
function set_log!(context::Context, log)
    listener = log === nothing ? nothing : Listener(log)
    check(C.graft_context_set_log(context, log_function(listener), user_pointer(listener)))
    context.listener = listener  # fitters made before keep the earlier one
    return context
end
