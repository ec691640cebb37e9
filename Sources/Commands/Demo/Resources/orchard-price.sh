# Prices, in cents.

# price_of FRUIT: what one piece costs
price_of() {
    awk -v fruit="$1" '$1 == fruit { print $2; found = 1 } END { exit !found }' "$FRUIT"
}

# total FRUIT COUNT: what so many pieces cost
total() {
    cents=$(price_of "$1") || return 1
    echo $((cents * $2))
}

# money CENTS: an amount as people write it
money() {
    awk -v cents="$1" 'BEGIN { printf "%d.%02d\n", int(cents / 100), cents % 100 }'
}
