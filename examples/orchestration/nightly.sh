#!/bin/sh
# Make what has changed. Nothing is printed when all went well; otherwise why, and the exit code is the run's own.
set -u
: "${KUNTEKO_EVAL:=kunteko-eval}"
cd "${KUNTEKO_PROJECT:?is the folder that holds data and params}" || exit 1
mkdir -p reports

"$KUNTEKO_EVAL" run --json >reports/nightly.jsonl 2>reports/nightly.errors
code=$?

if [ "$code" -ne 0 ]; then
    cat reports/nightly.errors
    "$KUNTEKO_EVAL" status
fi
exit "$code"
