#include "commands.hpp"
#include "failure.hpp"

namespace command {
namespace {

const char general[] = R"(graft: transfer learning for scarce property data

  graft fit        learns a target, with the help of sources, and writes a model
  graft predict    predicts a table by a model
  graft evaluate   compares methods on held-out rows: sources x targets x splits x seeds x sizes
  graft report     draws the results of evaluate, and models, on one page
  graft info       what a model holds and how its fit went
  graft methods    the methods
  graft options    the options that --set takes; `graft options WORD` those about a word
  graft --version

`graft COMMAND --help` says more.

A data set is a CSV file with a header row (RFC 4180), or one with semicolons, tabs or bars where its
header has no comma. Numbers have a point. An empty cell is a missing value, and so are NA, N/A, NaN,
NULL, None and a lone -. Flags behind it say what its columns are; they apply to the data set named last:

  --smiles COLUMN          molecules, by SMILES
  --formula COLUMN         compositions, by chemical formula
  --features A,B,C         numbers as they are; * for every column not named otherwise; in a list a
                           name with a comma stands in quotes: '"logP, exp",B'
  --value COLUMN           the property
  --id COLUMN              names of the rows; else the SMILES, the formula or the row's number
  --extra A,B              columns of numbers appended to the inputs of --formula or --features:
                           what is known of each row beside them, such as a cheap calculation
  --unit TEXT              unit of the property
  --name TEXT              name in results; else the file's name

  --lenient                rows that cannot be used, for whatever cell, are left out and counted;
                           without it the first one is an error that names its line and column

Where a file is wanted, - is standard input or standard output.

Whatever is written appears whole or not at all, and never in the place of an input. That it can be
written is looked at before the work begins.

Exit codes: 0 done; 1 the library refused (its message is printed); 2 wrong usage; 3 a file cannot
be read or written; 4 done, but chains of a Bayesian method have not mixed; 128 + n ended early by
signal n (Ctrl-C: 130, SIGTERM: 143).
)";

const char fit_help[] = R"(graft fit: learns a target and writes a model

  graft fit --target FILE COLUMNS --out MODEL [more]

  --target FILE COLUMNS      the scarce property; COLUMNS as in `graft --help`
  --source FILE COLUMNS      an abundant one; gate and multitask take several
  --source-model MODEL       in place of a source: a model of scratch or gate
  --unlabelled FILE COLUMNS  inputs without values, for the losses of gate that need none
  --validation FILE COLUMNS  rows of the target held out, in place of a share of it
  --method METHOD            select: one of several, chosen by nested cross-validation (the best
                             without a source, unless one with a source is better by more than a
                             standard error), unless another is named; `graft methods` lists them
  --set KEY=VALUE            an option, any number of times; `graft options` lists them
  --out MODEL                written whole or not at all
  --lenient                  leave out rows that cannot be used
  --verbose                  what the fit says of itself, on standard error

Standard error shows the progress. Ctrl-C, SIGTERM and SIGHUP end the fit at its next step and keep
the best model so far and the checkpoint (exit code 128 + the signal's number); a second time, they
end the program. A summary follows on standard output: scores at held-out rows, and of
Bayesian methods the weights of the candidates, the distances from the source and whether the
chains have mixed (exit code 4 if not; the model is written all the same).

  graft fit --target flash.csv --smiles smiles --value Tflash_K --unit K \
            --source boiling.csv --smiles smiles --value Tb_K \
            --method gate --set members=5 --out flash.graft
)";

const char predict_help[] = R"(graft predict: predicts a table by a model

  graft predict --model MODEL --in FILE COLUMNS [--level 0.95] [--draws N [--noise]] [--out FILE]

  --in FILE COLUMNS    the inputs, of the kind and with the --extra columns the model was fitted to;
                       - is standard input
  --level P            share of the predictive distribution between low and high
  --draws N            N more columns draw1, draw2, ...: each is one function, a draw of the
                       posterior or a member, at every row
  --noise              adds the noise of the observations to the draws
  --set KEY=VALUE      options: n_threads, seed (of --noise)
  --lenient            rows that cannot be used stay in their place, without numbers, and a last
                       column, note, tells why
  --out FILE           - (standard output) unless told otherwise

Columns: id, mean, model_sd (what the model does not know), noise_sd (what no model could), low and
high (quantiles, noise included). Numbers are the shortest that read back the same.

  echo 'smiles
  CCO' | graft predict --model flash.graft --in - --smiles smiles
)";

const char evaluate_help[] = R"(graft evaluate: compares methods on held-out rows

  graft evaluate --target FILE COLUMNS... [--source FILE COLUMNS...]... [more]

What is run is every combination of these:
  --target FILE COLUMNS    any number; COLUMNS as in `graft --help`
  --source FILE COLUMNS    any number: one at a time beside each target
  --methods A,B            `graft methods` lists them; scratch,select unless others are named. Those
                           that take no source are run once for each target; their rows have an
                           empty source
  --method NAME=METHOD,KEY=VALUE,...
                           one more method, with options and a name of its own
  --split S,T              random, scaffold (whole scaffolds on one side; molecules),
                           scaffold_ordered (the textbook one, without a seed), top (the highest
                           values are the test part, of equal ones the first rows: extrapolation),
                           column:NAME (each text in that column of the target is a fold, and each
                           fold in turn the test part), column:NAME=FOLD (that fold only); random by
                           default
  --seeds 5                0 to 4; or 0-9, or 3,7. Seeds of splits, subsets and fits
  --train-rows 30,100,all  how many rows of the training part are learned from: a random subset,
                           drawn from the seed, and the smaller ones within the larger; all

How it is run:
  --test 0.2               share of the rows that are tested
  --keep-test-in-source    without it, what is tested is taken out of the source: the same molecules
                           (by canonical SMILES), compositions or features, before --extra
  --validation             for choosing settings: the test rows are put aside, and the rest is divided
                           once more the same way, so that the test rows have no say
  --subsample-source N     at most N rows of each source, drawn from the seed
  --subsample-target N     at most N rows of each target, likewise
  --label-noise SHARE:K    that share of the target's training labels is made wrong by K deviations
                           of them, up or down; rows and signs are drawn from the seed. What is
                           tested stays as it is
  --set KEY=VALUE          an option of all methods; METHOD:KEY=VALUE of one
  --jobs N                 runs at a time; the results are the same
  --lenient                leave out rows that cannot be used
  --out FILE               the results, a row a run, written when the run is finished. A study that
                           was killed or interrupted, started again with the same flags, goes on
                           where it was; one with more seeds or methods adds its rows; one whose
                           data have changed is refused. - is standard output
  --predictions FILE       the predictions of all test rows; runs that stand in --out without theirs
                           are made again

Columns of the results: source, target, method, split, seed, train_rows; rmse, mae, r2, coverage95
(share of the test rows within their 95 % interval), width95 (the mean width of these), crps,
log_density; train, test and source_rows (rows used), seconds, status (ok, unconverged, or what went
wrong), version, options, data (checksums of target, source and folds). Columns of the predictions:
the same six, id, y, mean, model_sd, noise_sd, low, high, distance (to the nearest row that was
learned from). The figures are those of the whole predictive distribution.

A table ends the study: mean and deviation over seeds and folds, and the ratio of the errors to those
of the first method. Notes follow on standard error: inputs that occur more than once, and on which
sides of a split; empty cells of a column that makes folds, which are a fold of their own
(column:NAME=). Exit code 1 if a run failed, 4 if one has not converged.

  graft evaluate --target hse06.csv --formula formula --value gap_hse06_eV \
                 --source pbe.csv --formula formula --value gap_pbe_eV \
                 --methods scratch,pc_prior --train-rows 30,100 --seeds 10 --jobs 4 --out gaps.csv
)";

const char report_help[] = R"(graft report: draws the results of evaluate, and models, on one page

  graft report --results R.csv [--predictions P.csv] [--model MODEL [--target FILE COLUMNS]
               [--source FILE COLUMNS]...]... --out REPORT.html

  --results FILE           as evaluate --out writes it
  --predictions FILE       as evaluate --predictions writes it: for predicted against measured
                           values, calibration, and the error by distance from the training rows
  --baseline METHOD        what the others are compared with; the first method of the results
  --model MODEL            any number: what it is, its weights and distances, and a map of its latent
                           space, if rows are given to put on it:
  --target FILE COLUMNS    rows of the target, and
  --source FILE COLUMNS    of the sources, in the order of the fit; COLUMNS as in `graft --help`. They
                           belong to the models named since the data sets before them
  --lenient                leave out rows that cannot be used
  --title TEXT             heading of the page
  --out FILE               one HTML file that needs no other and no script, for telephones, screens and
                           paper; - is standard output

On the page: errors of each comparison with 95 % intervals; ratios to the baseline over all pairs of
source and target with significance tests, in words; predicted against measured values; calibration;
error by distance; learning curves; models; cost. What the tables do not hold is left out, with a
note. The same tables give the same file.

  graft report --results gaps.csv --predictions gaps_p.csv --baseline scratch --out gaps.html
)";

const char info_help[] = R"(graft info: what a model holds and how its fit went

  graft info --model MODEL [--json]

Prints what is known of the model as JSON, indented, and a table of the diagnostics of a Bayesian
fit. With --json: the JSON object as it is; the diagnostics are in it, too.
)";

}  // namespace

std::string help(const std::string& name) {
  if (name == "fit") return fit_help;
  if (name == "predict") return predict_help;
  if (name == "evaluate") return evaluate_help;
  if (name == "report") return report_help;
  if (name == "info") return info_help;
  if (name.empty() || name == "methods" || name == "options") return general;
  wrong_usage("unknown command '" + name + "' (see --help)");
}

}  // namespace command
