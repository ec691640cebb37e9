#!/bin/sh
# Runs tests/*.sh, each in a shell of its own; prints what failed and how many passed.
cd "$(dirname "$0")" || exit 2
FRUIT=fruit.txt

# expect WHAT EXPECTED ACTUAL
expect() {
    if [ "$2" = "$3" ]; then
        echo "ok   $test: $1"
    else
        echo "FAIL $test: $1: expected '$2', got '$3'"
    fi
}

results=$(
    for test in tests/*.sh; do
        (
            for lib in lib/*.sh; do . "./$lib"; done
            . "./$test"
        ) || echo "FAIL $test: ended with status $?"
    done 2>&1
)

echo "$results" | grep -v '^ok '
passed=$(echo "$results" | grep -c '^ok ')
failed=$(echo "$results" | grep -c '^FAIL ')
echo "$passed passed, $failed failed"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
