#!/bin/sh
# Grace keeps the barn. She leaves her files in the worktree; Skein commits them.
name=grace
. "$(dirname "$0")/kit.sh"

report_stock() {
    add_column stock
    cat >lib/column_stock.sh <<'END'
column_stock() { in_stock "$1"; }
END
    cat >tests/column_stock.sh <<'END'
column=$(report | awk 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "stock") print i }')
stock=$(report | awk -v column="${column:-99}" '$1 == "apple" { print $column }')
expect 'the report has a column stock' 12 "$stock"
END
    check
    result done "The report shows how many pieces are in stock."
}

shortage() {
    say "reading lib/stock.sh"
    grep -q '^shortage()' lib/stock.sh || cat >>lib/stock.sh <<'END'

# shortage FRUIT COUNT: how many pieces are missing for an order
shortage() {
    there=$(in_stock "$1") || return 1
    if [ "$2" -gt "$there" ]; then echo $(($2 - there)); else echo 0; fi
}
END
    say "editing lib/stock.sh: shortage"
    cat >tests/shortage.sh <<'END'
expect 'enough pears' 0 "$(shortage pear 7)"
expect 'too few pears' 3 "$(shortage pear 10)"
END
    check
    result done "shortage says how many pieces are missing for an order."
}

case $task in
report-stock) report_stock ;;
shortage) shortage ;;
*) take_note ;;
esac
