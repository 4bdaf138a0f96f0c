#include "chem/smiles_text.hpp"

#include <utility>

#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;

TEST_CASE("Texts that are something else than a molecule's SMILES are named") {
  const std::pair<const char*, const char*> expected[] = {
      {"CC(=O)O>>CC(=O)OC", "'>>' at character 8: a reaction is not a molecule"},
      {"CCO>[Na]>CC", "'>' at character 4: a reaction is not a molecule"},
      {"[*:1]CC[*:2].[*:3]CO[*:4]|0.5|0.5|<1-3:0.5:0.5",
       "'|' at character 26 begins an extension (CXSMILES, or the weights of a copolymer), which "
       "is "
       "not read"},
      {"InChI=1S/CH4/h1H4", "this is an InChI, not a SMILES"},
      {"VNWKTOKETHGBQD-UHFFFAOYSA-N",
       "this looks like an InChIKey, from which no molecule can be made"},
      {"64-17-5", "this looks like a CAS number, not a SMILES"},
      {"\"CCO\"", "'\"' at character 1: quotes are no part of a SMILES"},
      {"N->[Cu]=", "'=' at character 8 joins nothing"},
  };
  for (const auto& [text, fault] : expected) {
    INFO(text);
    CHECK(smiles_fault(text) == fault);
  }
}

TEST_CASE("Spaces around a text are taken off, text behind a space is refused") {
  CHECK(trimmed_smiles(" CCO\r\n") == "CCO");
  const auto reason = [](const std::string& text) {
    const std::string message = thrown_by([&] { trimmed_smiles(text); }).message;
    return message.substr(std::min(message.size(), message.rfind("': ") + 3));
  };
  CHECK(reason("CCO  ethanol") ==
        "there is text after a space, at character 6: a name or a second molecule is not read");
  CHECK(reason("*CCO* |$star_e;;;;star_e$|") ==
        "'|' at character 7 begins an extension (CXSMILES), which is not read");
  CHECK(reason("") == "no atom");
  CHECK(reason(std::string(20001, 'C')) == "20001 characters, more than 20000");
}

TEST_CASE("A character that is not ASCII is shown with its number") {
  const auto says = [](const std::string& text, const std::string& reason) {
    const std::string message = thrown_by([&] { trimmed_smiles(text); }).message;
    INFO(message);
    CHECK(message.find(": " + reason) != std::string::npos);
  };
  says("C\xC3\xA9\xC3\xA9", "'\xC3\xA9' (U+00E9) at character 2 is not ASCII");
  says("[Cl\xE2\x88\x92]", "'\xE2\x88\x92' (U+2212) at character 4 is not ASCII");
  says("C\xC2\xA0", "'\xC2\xA0' (U+00A0) at character 2 is not ASCII");
  says("\xFF\xFE", "character 1 is not UTF-8");
  says(std::string("C\0C", 3), "character 2 (U+0000) is not printable");
}
