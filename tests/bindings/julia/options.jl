# Options, tables, errors.

@testset "options are keywords, of each type" begin
    options = Options(steps=12, valid_fraction=0.25, kernel="linear", source_start=false)
    @test options["steps"] == "12"
    @test parse(Float64, options[:valid_fraction]) == 0.25
    @test options["kernel"] == "linear"
    @test options["source_start"] == "0"
    options["valid_fraction"] = 1 // 4
    @test parse(Float64, options["valid_fraction"]) == 0.25
    Graft.set_text!(options, "depth", "4")
    @test options["depth"] == "4"
    @test Options()["members"] == "4"
    other = copy(options)
    other["steps"] = 13
    @test options["steps"] == "12"
end

@testset "what an option cannot be is said" begin
    @test refused(() -> Options(stepz=1), Graft.ERROR_OPTION, "'steps'")
    @test refused(() -> Options(steps=-1), Graft.ERROR_OPTION, "steps")
    @test refused(() -> Options(steps=1.5), Graft.ERROR_OPTION, "steps")
    @test refused(() -> Options(kernel="magic"), Graft.ERROR_OPTION, "magic")
    @test refused(() -> Options(kernel=1), Graft.ERROR_OPTION, "kernel")
    @test refused(() -> Graft.set_text!(Options(), "steps", "many"), Graft.ERROR_OPTION, "many")
    @test refused(() -> Options()["stepz"], Graft.ERROR_OPTION, "'steps'")
    @test_throws MethodError Options(steps=nothing)
    @test_throws InexactError Options(steps=big(2)^70)
    @test_throws ArgumentError Options(kernel="lin\0ear")
    @test refused(() -> Fitter("gate"; stepz=1), Graft.ERROR_OPTION, "'steps'")
end

@testset "a set of options serves a call, which may add to it" begin
    options = Options(; TINY...)
    given = Graft.fit("scratch", vectors(FLASH, "flash point"); options=options)
    listed = Graft.fit("scratch", vectors(FLASH, "flash point"); TINY...)
    @test same_bits(Graft.predict(given, X).mean, Graft.predict(listed, X).mean)
    wider = Graft.fit("scratch", vectors(FLASH, "flash point"); options=options, width=24)
    @test wider["options.width"] == 24
    @test options["width"] == "16"
end

@testset "options and methods are listed" begin
    keys = [row.key for row in Graft.options()]
    @test "steps" in keys
    methods = Dict(row.name => row for row in Graft.methods())
    @test methods["gate"].least_sources == 1
    @test methods["gate"].most_sources == -1
    @test "steps" in methods["gate"].options
    # A keyword that is not an option must not hide one.
    @test isempty(intersect(keys, ["options", "context", "log", "columns", "target", "id", "smiles",
                                   "formulas", "features", "noise", "task", "unlabelled",
                                   "validation"]))
end

@testset "an error shows its status by name and the library's message" begin
    e = try Fitter("magic") catch e e end
    @test e isa GraftError
    @test e.status == Graft.ERROR_ARGUMENT
    @test Graft.last_error() == e.message
    @test sprint(showerror, e) == "GraftError (GRAFT_ERROR_ARGUMENT): " * e.message
    @test Graft.status_name(-3) == "callback"
    @test Graft.version_number() >= 200
    @test Graft.version() >= v"0.2"
    @test !Graft.has_feature("magic")
    @test_throws ArgumentError Graft.has_feature("rd\0kit")
end
