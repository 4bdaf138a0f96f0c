#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/smiles.hpp"
#include "data/dataset.hpp"
#include "text_file.hpp"

using namespace graft;
using Names = std::vector<std::string>;
using Rows = std::vector<int64_t>;

namespace {

Dataset set_of(const std::string& text, const CsvColumns& columns, bool strict = true) {
  return dataset_from_csv(TextFile(text).path(), columns, strict, 1);
}

std::string refusal(const std::string& text, const CsvColumns& columns) {
  const TextFile file(text);
  const Thrown thrown = thrown_by([&] { dataset_from_csv(file.path(), columns, true, 1); });
  CHECK(thrown.status == GRAFT_ERROR_DATA);
  const std::string name = "'" + file.path() + "'";
  CHECK(thrown.message.rfind(name, 0) == 0);
  return thrown.message.substr(std::min(name.size(), thrown.message.size()));
}

const CsvColumns features{"features", "a,b", "y", ""}, all{"features", "*", "y", ""},
    formulas{"formulas", "f", "y", ""}, molecules{"smiles", "s", "y", ""};

}  // namespace

TEST_CASE("features come with the names of their columns") {
  const Dataset set = set_of("b,\"logP, exp\",y,a\n1,2,3,4\n5,6,7,8\n", all);
  CHECK(set.columns() == Names{"b", "logP, exp", "a"});
  CHECK(set.features(1)[1] == 6);
  CHECK(set.targets() == std::vector<double>{3, 7});
  const Dataset two =
      set_of("b,\"logP, exp\",y,a\n1,2,3,4\n", {"features", "a,\"logP, exp\"", "", "y"});
  CHECK(two.columns() == Names{"a", "logP, exp"});
  CHECK(two.features(0)[0] == 4);
  CHECK(two.id(0) == "3");
}

TEST_CASE("a bad cell is refused with line, column and value") {
  CHECK(refusal("a,b,y\n1,2,3\n\n4,five,6\n", features) ==
        " line 4: column 'b': 'five' is not a finite number");
  CHECK(refusal("a,b,y\n1,2,>5\n", features) ==
        " line 2: column 'y': '>5' is a censored value, which is not read");
  CHECK(refusal("a,b,y\n1,2,3\n1,1e308,3\n", features) ==
        " line 3: column 'b': '1e308' is beyond 1e100, the largest value that is read");
  CHECK(refusal("a,b,y\n1,N/A,3\n", features) ==
        " line 2: column 'b': 'N/A' is a missing value, and a feature must be known");
  CHECK(refusal("f,y\nFeO,1\nTiO2,inf\n", formulas) ==
        " line 3: column 'y': 'inf' is not a finite number");
  CHECK(refusal("f,y\nFeO,1\nNaN,2\n", formulas) ==
        " line 3: column 'f': 'NaN' is a missing value, not a formula");
  CHECK(refusal("f;y\nFeO;254,15\n", formulas) ==
        " line 2: column 'y': '254,15' has a decimal comma; write a point");
}

TEST_CASE("of several bad rows the first is named, whatever is wrong with it") {
  CHECK(refusal("f,y\nFeO,1\nXx,2\nTiO2,x\n", formulas).find(" line 3: ") == 0);
  CHECK(refusal("f,y\nFeO,1\nXx,z\nTiO2,x\n", formulas).find(" line 3: column 'y': 'z'") == 0);
}

TEST_CASE("every kind of bad cell leaves its row out of a lenient set") {
  const std::string table =
      "a,b,y\n"
      "1,2,3\n"
      "x,2,3\n"      // not a number
      "1,,3\n"       // missing
      "1,2,>5\n"     // censored
      "1,2,inf\n"    // infinite
      "1,1e200,3\n"  // too large
      "1,2,NULL\n"   // a missing target is no fault
      "4,5,\"6,5\"\n";
  const Dataset set = set_of(table, features, false);
  CHECK(set.input_rows() == Rows{0, 6});
  CHECK(set.skipped_rows() == Rows{1, 2, 3, 4, 5, 7});
  CHECK(set.targets()[0] == 3);
  CHECK(std::isnan(set.targets()[1]));
  CHECK(set.skipped()[0] == "line 3: column 'a': 'x' is not a finite number");
  CHECK(set.skipped()[5] == "line 9: column 'y': '6,5' has a decimal comma; write a point");
}

TEST_CASE("ids stay with their rows when others are left out") {
  const Dataset set = set_of("n,f,y\none,FeO,1\ntwo,NaN,2\nthree,Qq,3\nfour,TiO2,<4\nfive,MgO,5\n",
                             {"formulas", "f", "y", "n"}, false);
  CHECK(set.input_rows() == Rows{0, 4});
  CHECK(set.id(1) == "five");
  CHECK(set.targets() == std::vector<double>{1, 5});
  CHECK(set.skipped_rows() == Rows{1, 2, 3});
}

TEST_CASE("molecules of which a cell is bad are left out, too") {
  if (!has_rdkit()) return;
  const Dataset set = set_of("s,y\nCCO,1\n,2\nCC,>3\nC1CC,4\nCCC,5\n", molecules, false);
  CHECK(set.input_rows() == Rows{0, 4});
  CHECK(set.skipped()[0] == "line 3: column 's': '' is a missing value, not a SMILES");
  CHECK(set.skipped()[1].find("line 4: column 'y': '>3'") == 0);
  CHECK(set.skipped()[2].find("line 5: ") == 0);
  CHECK(set.smiles(1) == "CCC");
}

TEST_CASE("the target, the ids and a column twice are refused among the features") {
  CHECK(refusal("a,b,y\n1,2,3\n", {"features", "a,b,y", "y", ""}).find("'y'") != std::string::npos);
  CHECK(refusal("a,b,y\n1,2,3\n", {"features", "a,b", "y", "a"}).find("'a'") != std::string::npos);
  CHECK(refusal("a,b,y\n1,2,3\n", {"features", "a,a", "y", ""}).find("'a' is named twice") !=
        std::string::npos);
}

TEST_CASE("columns that are not asked for may be anything") {
  const Dataset set = set_of("note,a,note,y,b,,\n>5,1,x,2,3,,\n\"\",4,,5,6,,\n", features);
  CHECK(set.rows() == 2);
  CHECK(set.features(1)[1] == 6);
  CHECK(refusal("note,a,note,y\n1,2,3,4\n", all).find("two columns are named 'note'") !=
        std::string::npos);
}
