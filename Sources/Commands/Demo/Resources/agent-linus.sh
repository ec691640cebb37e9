#!/bin/sh
# Linus reads what others wrote. He tests before he hands in, and commits his work himself.
name=linus
. "$(dirname "$0")/kit.sh"

report_value() {
    add_column value
    cat >lib/column_value.sh <<'END'
column_value() { money $(($(price_of "$1") * $(in_stock "$1"))); }
END
    cat >tests/column_value.sh <<'END'
column=$(report | awk 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "value") print i }')
value=$(report | awk -v column="${column:-99}" '$1 == "apple" { print $column }')
expect 'the report has a column value' 4.80 "$value"
END
    check
    commit "Show the value of the stock in the report"
    result done "The report shows what the stock is worth."
}

unknown_fruit() {
    say "reading lib/price.sh"
    cat >lib/unknown.sh <<'END'
# unknown FRUIT: says that there is no such fruit, and fails
unknown() {
    echo "orchard: no such fruit: $1" >&2
    return 1
}
END
    grep -q 'unknown "\$1"' lib/price.sh || edit lib/price.sh '/^price_of()/,/^}/s/"\$FRUIT"$/& || unknown "$1"/'
    say "editing lib/price.sh: price_of names the fruit that it does not know"
    cat >tests/unknown.sh <<'END'
expect 'price_of names the fruit' 'orchard: no such fruit: kiwi' "$(price_of kiwi 2>&1)"
expect 'total fails' failed "$(total kiwi 2 2>/dev/null || echo failed)"
END
    check
    commit "Name the fruit that has no price"
    result done "An unknown fruit is an error that names it."
}

case $task in
report-value) report_value ;;
unknown-fruit) unknown_fruit ;;
*) take_note ;;
esac
