#!/bin/sh
# Installs what the tests need, builds without warnings, runs all tests. The last line is the sum over all
# runners:  N passed, N failed, N skipped.  Arguments go to dotnet test, e.g.  ./test.sh --filter FullyQualifiedName~Sse
# Without any, long matrices are left out:  ./test.sh --filter Category=Long  runs those.
set -eu
[ $# -gt 0 ] || set -- --filter "Category!=Long"
cd "$(dirname "$0")"
. ./.ci/install.sh

passed=0 failed=0 skipped=0 scripting=''
results=$(mktemp -d)
: >"$results/failures"

finish() {
    code=$?
    trap - EXIT
    [ -z "$scripting" ] || kill "$scripting" 2>/dev/null || true
    # What failed stands at the end, where one looks first.
    cat "$results/failures"
    rm -rf "$results"
    # Whatever ended us early is a failure, and so is a run without tests.
    if [ "$failed" -eq 0 ] && { [ "$code" -ne 0 ] || [ "$passed" -eq 0 ]; }; then failed=1; fi
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] || exit 1
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

# add <file> <sed expression that leaves the number> : the sum of all numbers found
add() { sed -n "$2" "$1" | awk '{ sum += $1 } END { print sum + 0 }'; }

need_dotnet

# Memory that is never writable and executable at once makes the compilation of code slower, and a process of the tests lives for seconds.
export DOTNET_EnableWriteXorExecute=0

# No test starts a container. Aspire runs the program of the engine all the time to ask for its state: docker's, if nothing else is said, and few
# machines have the other one.
export ASPIRE_CONTAINER_RUNTIME=podman

# What the tests need is installed while the build runs.
{
    need redis-server redis-server pdftotext poppler-utils tesseract "tesseract-ocr tesseract-ocr-fra" nginx nginx-light haproxy haproxy caddy caddy curl curl \
        faketime faketime node nodejs npm npm promtool prometheus

    # The browser without its own windows takes half the processor time of the whole one, which does as well.
    need chromium-headless-shell chromium-headless-shell || need chromium chromium

    # What the lock file says, once: npm leaves its own copy of it behind.
    [ Tests/js/node_modules/.package-lock.json -nt Tests/js/package-lock.json ] ||
        npm ci --prefix Tests/js --ignore-scripts --no-audit --no-fund
} &
installing=$!

# One compiler process for all projects halves the time. It would stay for ten minutes.
code=0
dotnet build AspireStreaming.sln -v quiet -nologo -p:UseSharedCompilation=true || code=$?
dotnet build-server shutdown --vbcscompiler >/dev/null || true
wait "$installing"
[ "$code" -eq 0 ]

# The tests of the scripts run beside the others: both leave processor time over.
scripts=$(find . \( -name node_modules -o -name bin -o -name obj -o -name .git \) -prune -o -name '*.test.js' -print)
# shellcheck disable=SC2086
node --test --test-concurrency 1 --test-reporter spec --test-reporter-destination stdout \
    --test-reporter tap --test-reporter-destination "$results/node.tap" $scripts >"$results/node.log" 2>&1 &
scripting=$!

code=0
dotnet test Tests/bin/Debug/net10.0/Tests.dll --nologo --results-directory "$results" --logger trx \
    --blame-hang-timeout 10m --blame-hang-dump-type none "$@" || code=$?
for trx in "$results"/*.trx; do
    [ -e "$trx" ] || continue
    ok=$(add "$trx" 's/.*<Counters .* passed="\([0-9]*\)".*/\1/p')
    bad=$(add "$trx" 's/.*<Counters .* failed="\([0-9]*\)".*/\1/p')
    total=$(add "$trx" 's/.*<Counters total="\([0-9]*\)".*/\1/p')
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - ok - bad))
    # The name of each failed test, and up to ten lines of its message.
    awk '/<UnitTestResult / { lines = 0 }
        /<UnitTestResult .* outcome="Failed"/ { sub(/.* testName="/, ""); sub(/" .*/, ""); print "FAILED " $0; lines = 10; next }
        /<Message>/ { message = 1 }
        message && lines-- > 0 { gsub(/<[^>]*>/, ""); print "    " $0 }
        /<\/Message>/ { message = 0 }' "$trx" >>"$results/failures"
done
[ "$code" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1 # it broke off before it could count

code=0
wait "$scripting" || code=$?
cat "$results/node.log"
ok=$(add "$results/node.tap" 's/^# pass \([0-9]*\)$/\1/p')
bad=$(add "$results/node.tap" 's/^# \(fail\|cancelled\) \([0-9]*\)$/\2/p')
left=$(add "$results/node.tap" 's/^# \(skipped\|todo\) \([0-9]*\)$/\2/p')
[ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
sed -n 's/^ *not ok [0-9]* - /FAILED /p' "$results/node.tap" >>"$results/failures"
