// The style sheet of a report. Colours are Okabe and Ito's for all kinds of colour vision, darkened
// for white paper and lightened for dark screens until each stands out from the ground; shapes tell
// the series apart without them.
#include "html.hpp"

namespace command {

const char style_sheet[] = R"(
:root {
  --ground: #fff; --text: #1c1e21; --soft: #5a6068; --rule: #d5d9de; --shade: #f3f5f7;
  --mark: #fff3cd;
  --s0: #0072b2; --s1: #c94f00; --s2: #00805c; --s3: #b0508a;
  --s4: #8a6a00; --s5: #50555c; --s6: #1d8fbf; --s7: #6d48b5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --text: #e8eaed; --soft: #a9b0b8; --rule: #3a4048; --shade: #1f242a;
    --mark: #3c3413;
    --s0: #5cb8f2; --s1: #ff8a4c; --s2: #2ccb9c; --s3: #f09bcb;
    --s4: #e8c547; --s5: #c4c9d0; --s6: #8fe3ff; --s7: #b79bff;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 1rem 3rem; max-width: 76rem; background: var(--ground);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1.2rem 0 .6rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-top: .6rem; border-top: 2px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
p, ul { max-width: 46rem; margin: .6rem 0; }
ul, ol { padding-left: 1.3rem; }
a { color: var(--s0); }
nav ol { columns: 16rem; column-gap: 2rem; margin: .4rem 0; }
figcaption, .interval { color: var(--soft); }
figcaption { font-size: .875rem; }
.wide { overflow-x: auto; width: fit-content; max-width: 100%; margin: .6rem 0; border: 1px solid var(--rule); border-radius: 4px; }
.wide:focus-visible, summary:focus-visible { outline: 2px solid var(--s0); outline-offset: 1px; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; width: 100%; }
th, td { overflow-wrap: break-word; padding: .3rem .6rem; text-align: right; white-space: nowrap; vertical-align: top; }
thead th { background: var(--shade); font-weight: 600; vertical-align: bottom; }
tbody tr { border-top: 1px solid var(--rule); }
th:first-child { text-align: left; position: sticky; left: 0; background: var(--ground);
  max-width: 11rem; white-space: normal; min-width: 6rem; }
thead th:first-child { background: var(--shade); }
tbody th { font-weight: 500; }
tr.best td, tr.best th, tr.best th:first-child { background: var(--mark); }
.text td, .text thead th { white-space: normal; text-align: left; }
.interval { white-space: nowrap; font-size: .93em; }
pre { overflow-x: auto; font-size: .8125rem; }
details { border: 1px solid var(--rule); border-radius: 4px; margin: .5rem 0; padding: 0 .7rem; }
details[open] { padding-bottom: .5rem; }
summary { cursor: pointer; padding: .45rem 0; }
summary h3 { display: inline; font-weight: 500; }
.figures { display: grid; gap: .8rem 1.2rem; align-items: start;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
figure { margin: 0; max-width: 26rem; }
figure svg { display: block; width: 100%; height: auto; }
.beside { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; align-items: flex-start; }
.beside figure { flex: 0 0 20rem; max-width: 100%; }
.beside .wide { flex: 0 1 auto; min-width: 0; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; }
svg.key .dots { stroke-width: 8; }
.key { width: 24px; height: 12px; margin-right: .4rem; vertical-align: -1px; }
svg text { fill: var(--text); font: 11px system-ui, sans-serif;
  stroke: var(--ground); stroke-width: 3px; paint-order: stroke; stroke-linejoin: round; }
svg path { fill: none; stroke: var(--c); }
.s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); }
.s4 { --c: var(--s4); } .s5 { --c: var(--s5); } .s6 { --c: var(--s6); } .s7 { --c: var(--s7); }
svg .grid { stroke: var(--rule); stroke-width: .6; }
svg .axis { stroke: var(--soft); }
svg .reference { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 5 3; }
svg .dots { stroke-width: 3.6; stroke-linecap: round; opacity: .75; }
svg .hair { stroke-width: .8; opacity: .3; }
svg .bar { stroke-width: 1.4; opacity: .7; }
svg .whisker { stroke: var(--text); stroke-width: 1.2; }
svg .line { stroke-width: 1.8; }
svg .dashed { stroke-dasharray: 5 3; }
svg .mark { fill: var(--c); stroke: var(--ground); stroke-width: .8; }
svg .hollow { fill: var(--ground); stroke-width: 1.8; }
svg .block { fill: var(--c); stroke: none; opacity: .8; }
@media (min-width: 62rem) { .beside { flex-wrap: nowrap; } }
@media print {
  :root {
    --ground: #fff; --text: #000; --soft: #444; --rule: #bbb; --shade: #f0f0f0; --mark: #fff3cd;
    --s0: #0072b2; --s1: #c94f00; --s2: #00805c; --s3: #b0508a;
    --s4: #8a6a00; --s5: #50555c; --s6: #1d8fbf; --s7: #6d48b5;
  }
  @page { margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  .wide { overflow: visible; border: none; }
  pre { white-space: pre-wrap; font-size: 7pt; columns: 3; }
  table { font-size: 7.5pt; }
  th, td { padding: .15rem .3rem; }
  th:first-child { min-width: 0; }
  th:first-child { position: static; }
  h2, h3, summary, section p, .legend { break-after: avoid; }
  figure, table, tr, .legend, .beside { break-inside: avoid; }
  figcaption { font-size: 8pt; }
  .beside { flex-wrap: nowrap; }
  .beside figure { flex: 0 0 58mm; min-width: 0; }
  summary { list-style: none; }
  thead { display: table-header-group; }
  .figures { grid-template-columns: repeat(3, 1fr); gap: 2mm 4mm; }
  details { border: none; padding: 0; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  tr.best, .s0, .s1, .s2, .s3, .s4, .s5, .s6, .s7 { print-color-adjust: exact; }
}
)";

}  // namespace command
