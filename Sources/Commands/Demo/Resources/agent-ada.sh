#!/bin/sh
# Ada knows money. She tests before she hands in, and commits her work herself.
name=ada
. "$(dirname "$0")/kit.sh"

add_discount() {
    say "reading lib/price.sh"
    cat >lib/discount.sh <<'END'
# Rebates.

# discount CENTS COUNT: from ten pieces of one fruit on, ten percent off
discount() {
    if [ "$2" -ge 10 ]; then echo $(($1 - $1 / 10)); else echo "$1"; fi
}
END
    grep -q 'discount' lib/price.sh ||
        edit lib/price.sh 's/^    echo \$((cents \* \$2))$/    discount $((cents * $2)) "$2"/'
    say "editing lib/price.sh: total gives the discount"
    cat >tests/discount.sh <<'END'
expect 'nine cost the full price' 360 "$(total apple 9)"
expect 'ten cost ten percent less' 360 "$(total apple 10)"
END
    check
    commit "Give ten percent off from ten pieces on"
    result done "Ten pieces or more of one fruit cost ten percent less; total applies it."
}

invoice() {
    say "reading lib/price.sh and lib/discount.sh"
    cat >lib/invoice.sh <<'END'
# Bills.

# invoice FRUIT COUNT [FRUIT COUNT ...]: a line for each and the sum
invoice() {
    sum=0
    while [ $# -ge 2 ]; do
        line=$(total "$1" "$2") || return 1
        sum=$((sum + line))
        printf '%4d %-8s %8s\n' "$2" "$1" "$(money "$line")"
        shift 2
    done
    printf '%-13s %8s\n' sum "$(money "$sum")"
}
END
    say "writing lib/invoice.sh"
    cat >tests/invoice.sh <<'END'
expect 'a line with discount' '10 apple 3.60' "$(invoice apple 10 pear 2 | awk 'NR == 1 { print $1, $2, $3 }')"
expect 'the sum' 'sum 4.70' "$(invoice apple 10 pear 2 | awk 'END { print $1, $2 }')"
END
    check
    commit "Write invoices"
    result done "invoice prints a line for each fruit and the sum, discounts included."
}

case $task in
add-discount) add_discount ;;
invoice) invoice ;;
*) take_note ;;
esac
