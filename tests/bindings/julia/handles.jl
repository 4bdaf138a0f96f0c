# Handles free themselves, once; what is closed is an error to use and does no harm.

@testset "a handle closed twice does no harm, and is an error to use" begin
    context, options = Context(), Options(steps=3)
    set, fitter, model = vectors(FLASH, "flash point"), prepared(), Graft.fit(prepared())
    for handle in (context, options, set, fitter, model)
        @test isopen(handle)
        close(handle)
        close(handle)
        finalize(handle)
        @test !isopen(handle)
        @test occursin("closed", sprint(show, handle))
    end
    @test_throws ArgumentError Graft.predict(model, X)
    @test_throws ArgumentError Graft.save(model, "nowhere")
    @test_throws ArgumentError length(set)
    @test_throws ArgumentError set["kind"]
    @test_throws ArgumentError Graft.without(vectors(FLASH, "a"), set)
    @test_throws ArgumentError Graft.fit(fitter)
    @test_throws ArgumentError Graft.cancel(fitter)
    @test_throws ArgumentError options["steps"]
    @test_throws ArgumentError Graft.from_features(X; context=context)
    @test_throws ArgumentError Graft.set_validation!(prepared(), set)
end

@testset "many tasks may close one handle at once" begin
    for _ in 1:20
        set = Graft.from_features(X)
        @sync for _ in 1:8
            Threads.@spawn close(set)
        end
        @test !isopen(set)
    end
end

@testset "handles may be closed in any order" begin
    context = Context()
    set = Graft.from_features(X, FLASH; context=context)
    part = set[[3, 1]]
    fitter = Fitter("scratch"; context=context, TINY...)
    close(context)
    Graft.set_target!(fitter, set)
    close(set)
    model = Graft.fit(fitter)
    close(fitter)
    @test length(Graft.predict(model, part).mean) == 2
end

@testset "what is collected with others is freed in any order" begin
    function make_and_drop()
        context = Context(line -> nothing; n_threads=2)
        fitter = prepared(context=context)
        return Graft.fit(fitter)
    end
    first_one = make_and_drop()
    wanted = Graft.predict(first_one, X).mean
    for _ in 1:10
        model = make_and_drop()
        GC.gc()
        @test same_bits(Graft.predict(model, X).mean, wanted)
    end
end

@testset "a copy of a handle does not free what it was copied from" begin
    model, set = Graft.fit(prepared()), vectors(FLASH, "flash point")
    @test deepcopy(model) === model
    @test_throws ArgumentError deepcopy(set)
    @test_throws MethodError copy(set)
    options = Options(steps=3)
    other = deepcopy(options)
    other["steps"] = 4
    @test (options["steps"], other["steps"]) == ("3", "4")
end

@testset "handles show what they hold" begin
    @test sprint(show, vectors(FLASH, "flash point")) ==
          "Graft.Dataset(16 $(vectors(FLASH, "a")["kind"]), 16 with flash point in K)"
    @test sprint(show, Graft.fit(prepared())) == "Graft.Model(flash point in K by gate)"
    @test sprint(show, Options(steps=3)) == "Graft.Options(steps=3)"
    @test sprint(show, Options()) == "Graft.Options()"
    @test sprint(show, Fitter("ridge")) == "Graft.Fitter(ridge)"
    @test sprint(show, Context()) == "Graft.Context"
end
