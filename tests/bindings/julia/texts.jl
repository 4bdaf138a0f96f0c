# Texts in and out: lists, bytes with offsets, tables; what holds a NUL is refused.

const FORMULAS = ["NaCl", "KBr", "GaAs", "ZnO", "SrTiO3", "MgO"]
const GAPS = [8.7, 7.3, 1.4, 3.3, 3.2, 7.8]

@testset "formulas are taken as a list, and as bytes and offsets" begin
    set = Graft.from_formulas(FORMULAS, GAPS)
    @test length(set) == 6
    @test Graft.texts(set, "ids") == FORMULAS
    @test Graft.id(set, 3) == "GaAs"
    bytes = Graft.from_texts("formulas", Vector{UInt8}("NaClKBr"), [1, 5, 8], GAPS[1:2])
    @test Graft.texts(bytes, "ids") == FORMULAS[1:2]
    @test length(Graft.from_formulas(String[])) == 0
    @test length(Graft.from_formulas(SubString.(FORMULAS, 1))) == 6
    @test refused(() -> Graft.from_formulas(["NaCl", "Xx"]), Graft.ERROR_DATA, "Xx")
end

@testset "texts that hold a NUL are refused where they are given" begin
    set = vectors(FLASH, "flash point")
    @test_throws ArgumentError Graft.from_formulas(["Na\0Cl"])
    @test_throws ArgumentError Graft.from_smiles(["C\0C"])
    @test_throws ArgumentError Graft.from_csv("a\0b"; smiles="smiles")
    @test_throws ArgumentError Graft.from_csv("a.csv"; smiles="smi\0les")
    @test_throws ArgumentError Graft.from_csv("a.csv"; smiles="smiles", target="y\0")
    @test_throws ArgumentError Graft.set_ids!(set, [fill("a", ROWS - 1); "b\0"])
    @test_throws ArgumentError Graft.set_columns!(set, ["a", "b", "c", "d\0"])
    @test_throws ArgumentError Graft.set_property!(set, "a\0", "K")
    @test_throws ArgumentError set["ki\0nd"]
    @test_throws ArgumentError Graft.texts(set, "i\0ds")
    @test_throws ArgumentError Fitter("ga\0te")
    @test_throws ArgumentError Graft.load("a\0b")
    model = Graft.fit("ridge", Graft.from_formulas(FORMULAS, GAPS))
    @test_throws ArgumentError Graft.predict(model, ["Na\0Cl"])
    @test_throws ArgumentError Graft.predict_smiles(model, ["C\0"])
    @test_throws ArgumentError Graft.save(model, "a\0b")
    @test refused(() -> Graft.predict_texts(model, UInt8[0x4e, 0x00], [1, 3]), Graft.ERROR_ARGUMENT,
                  "zero")
end

@testset "offsets that do not lie in order within the bytes are refused" begin
    bytes = Vector{UInt8}("NaClKBr")
    for offsets in (Int[], [0, 4, 7], [1, 5], [1, 9, 8], [1, 5, 9], [2, 5, 8])
        @test_throws ArgumentError Graft.from_texts("formulas", bytes, offsets)
    end
    @test refused(() -> Graft.from_texts("magic", bytes, [1, 8]), Graft.ERROR_ARGUMENT, "magic")
end

@testset "ids and columns are set and listed" begin
    set = vectors(FLASH, "flash point")
    Graft.set_ids!(set, ["m$i" for i in 1:ROWS])
    @test Graft.texts(set, "ids") == ["m$i" for i in 1:ROWS]
    two = Graft.set_ids!(set[1:2], Vector{UInt8}("xÿz"), [1, 2, 5])
    @test Graft.texts(two, "ids") == ["x", "ÿz"]
    @test Graft.id(two, 2) == "ÿz"
    Graft.set_columns!(set, ["carbon", "nitrogen", "oxygen", "rings"])
    @test Graft.column(set, 4) == "rings"
    @test Graft.texts(set, "columns") == ["carbon", "nitrogen", "oxygen", "rings"]
    @test Graft.texts(Graft.from_features(X; columns=["a", "b", "c", "d"]), "columns") ==
          ["a", "b", "c", "d"]
    @test refused(() -> Graft.id(set, 0), Graft.ERROR_ARGUMENT, "row")
    @test refused(() -> Graft.id(set, ROWS + 1), Graft.ERROR_ARGUMENT, "row")
    @test refused(() -> Graft.texts(set, "magic"), Graft.ERROR_ARGUMENT, "magic")
    @test refused(() -> Graft.set_columns!(set, ["a", "a", "b", "c"]), Graft.ERROR_DATA, "'a'")
end

@testset "a table is read by the names of its columns" begin
    mktempdir() do folder
        path = joinpath(folder, "tåble.csv")
        write(path, "id,\"a, b\",c,y\nfirst,1,2,3\nsecond,4,5,\nthird,7,oops,9\n")
        read_it(; keywords...) = Graft.from_csv(path; target="y", id="id", keywords...)
        set = read_it(features=["a, b"])
        @test Graft.features(set) == [1.0 4.0 7.0]
        @test Graft.texts(set, "columns") == ["a, b"]
        @test Graft.texts(set, "ids") == ["first", "second", "third"]
        @test isequal(Graft.targets(set), [3, NaN, 9])
        @test refused(() -> read_it(features="*"), Graft.ERROR_DATA, "oops")
        lenient = read_it(features="*", strict=0)
        @test (length(lenient), Graft.skipped(lenient)) == (2, 1)
        @test occursin("oops", Graft.skipped_reason(lenient, 1))
        @test Graft.texts(lenient, "skipped") == [Graft.skipped_reason(lenient, 1)]
        @test Graft.skipped_rows(lenient) == [3]
        @test Graft.input_rows(lenient) == [1, 2]
        @test refused(() -> read_it(features="d"), Graft.ERROR_DATA, "d")
        @test refused(() -> Graft.from_csv(joinpath(folder, "none.csv"); features="*"),
                      Graft.ERROR_IO, "none.csv")
        @test_throws ArgumentError Graft.from_csv(path)
        @test_throws ArgumentError Graft.from_csv(path; smiles="a", formulas="b")
    end
end

@testset "rows are selected, joined, split and compared" begin
    set = Graft.set_ids!(vectors(FLASH, "flash point"), string.(1:ROWS))
    ids(s) = Graft.texts(s, "ids")
    @test ids(set[[3, 1, 3]]) == ["3", "1", "3"]
    @test ids(set[end-1:end]) == ["15", "16"]
    @test ids(set[FLASH .> 340]) == ["11", "12", "16"]
    @test ids(set[:]) == ids(set)
    @test ids(vcat(set[1:1], set[5:5], set[2:2])) == ["1", "5", "2"]
    @test length(Graft.without(set, set[1:4])) < ROWS
    for part in (Graft.split_random(set), Graft.split_random(set, 0.25; seed=3))
        @test sort(unique(part)) == [0, 1]
        @test length(Graft.select_part(set, part, 0)) + length(set[part .== 1]) == ROWS
    end
    @test Graft.split_random(set; seed=3) == Graft.split_random(set; seed=3)
    @test sort(unique(Graft.split_kfold(set, 4))) == [1, 2, 3, 4]
    @test refused(() -> Graft.split_kfold(set, 1), Graft.ERROR_ARGUMENT, "folds")
    @test_throws InexactError Graft.split_random(set; seed=-1)
    @test refused(() -> Graft.split_random(set, 1.5), Graft.ERROR_ARGUMENT, "test_fraction")
    @test refused(() -> Graft.split_scaffold(set), Graft.ERROR_UNSUPPORTED, "")
    @test all(iszero, Graft.distances(set, set))
    @test all(isinf, Graft.distances(set, set[Int[]]))
end

if Graft.has_feature("rdkit")
    @testset "molecules are read from SMILES" begin
        set = Graft.from_smiles(SMILES, FLASH)
        @test Graft.smiles(set, 1) == "CCO"
        @test Graft.texts(set, "smiles") == SMILES
        @test Graft.scaffold(set, 10) == "c1ccccc1"
        @test Graft.texts(set, "scaffolds")[1] == ""
        @test length(Graft.split_scaffold(set)) == length(Graft.split_scaffold_ordered(set)) == ROWS
        model = Graft.fit("scratch", set; TINY...)
        listed = Graft.predict(model, SMILES)
        @test same_bits(listed.mean, Graft.predict(model, set).mean)
        @test same_bits(listed.mean, Graft.predict_smiles(model, SMILES).mean)
        @test same_bits(listed.mean[1:2],
                        Graft.predict_texts(model, Vector{UInt8}("CCOCCCO"), [1, 4, 8]).mean)
        @test refused(() -> Graft.predict(model, ["C(C"]), Graft.ERROR_DATA, "C(C")
        lenient = Graft.predict(model, ["CCO", "C(C"]; strict=0)
        @test isnan(lenient.mean[2]) && lenient.mean[1] === listed.mean[1]
        @test size(Graft.quantiles(model, SMILES, [0.1, 0.5, 0.9])) == (3, ROWS)
    end
else
    @testset "without RDKit, SMILES are an error that says so" begin
        @test refused(() -> Graft.from_smiles(SMILES), Graft.ERROR_UNSUPPORTED, "RDKit")
    end
end
