# What is in the barn.

# fruits: the names of all fruit
fruits() {
    awk '{ print $1 }' "$FRUIT"
}

# in_stock FRUIT: how many pieces there are
in_stock() {
    awk -v fruit="$1" '$1 == fruit { print $3; found = 1 } END { exit !found }' "$FRUIT"
}
