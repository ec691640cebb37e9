#!/bin/sh
# Edsger is sure of himself: he hands in untested work, until the gate shows him that he was wrong.
name=edsger
. "$(dirname "$0")/kit.sh"

cash() {
    formula='$1 / 5 * 5'
    failure=
    [ -f "$evidence/gate.txt" ] && failure=$(grep 'FAIL tests/cash.sh' "$evidence/gate.txt" | head -n 1)
    if [ -n "$failure" ]; then
        say "the gate said: $failure"
        expected=$(echo "$failure" | sed "s/.*expected '\([0-9]*\)'.*/\1/")
        got=$(echo "$failure" | sed "s/.*got '\([0-9]*\)'.*/\1/")
        [ "$got" -lt "$expected" ] && formula='($1 + 2) / 5 * 5'
        echo "$got instead of $expected: that cut off instead of rounding"
    else
        say "reading lib/price.sh"
    fi
    cat >lib/cash.sh <<END
# Coins: there is none below five cents.

# cash CENTS: the amount rounded to the nearest five cents
cash() {
    echo \$(($formula))
}
END
    say "writing lib/cash.sh: $formula"
    cat >tests/cash.sh <<'END'
expect 'cash 12' 10 "$(cash 12)"
expect 'cash 13' 15 "$(cash 13)"
expect 'cash 20' 20 "$(cash 20)"
END
    if [ -n "$failure" ]; then check; else say "that is so simple that it needs no test run"; fi
    result done "cash rounds an amount to the nearest five cents."
}

command_line() {
    say "reading lib/*.sh"
    cat >orchard <<'END'
#!/bin/sh
# orchard FUNCTION [ARGUMENT ...]: calls a function of lib/; without arguments it lists them.
cd "$(dirname "$0")" || exit 2
FRUIT=fruit.txt
for lib in lib/*.sh; do . "./$lib"; done
if [ $# -gt 0 ] && grep -q "^# $1[ :]" lib/*.sh; then
    "$@"
else
    echo "usage: ./orchard FUNCTION [ARGUMENT ...]"
    sed -n 's/^# \([a-z_]*[A-Z. []*[]A-Z]*: .*\)/  \1/p' lib/*.sh
fi
END
    chmod +x orchard
    say "writing orchard"
    cat >tests/command.sh <<'END'
expect 'it calls a function' 40 "$(./orchard price_of apple)"
expect 'it lists the functions' 1 "$(./orchard | grep -c '^  price_of FRUIT: ')"
expect 'it calls nothing else' usage: "$(./orchard ls | awk 'NR == 1 { print $1 }')"
END
    grep -q './orchard' README.md ||
        printf '\n%s\n' '`./orchard` lists what it can do; `./orchard report` prints the table.' >>README.md
    check
    result done "./orchard calls any function from the command line and lists them."
}

case $task in
cash) cash ;;
command) command_line ;;
*) take_note ;;
esac
