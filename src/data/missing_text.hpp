// How tables spell "not known".
#pragma once

#include <string_view>

namespace graft {

// Whether the text, spaces around it aside, says that there is no value: nothing at all, one of the
// spellings that pandas, R, SQL, Excel and numpy write (NA, N/A, #N/A, #NA, <NA>, NaN, -NaN, NULL,
// None, 1.#IND, 1.#QNAN ...), or a lone "-", "--", "?" or ".". Upper and lower case count: "Na" is
// sodium and "Nd" neodymium. "n.d." and "nd" are not among them, since they often stand for "not
// detected", which is a bound on a value and not the lack of one.
bool is_missing_text(std::string_view text);

}  // namespace graft
