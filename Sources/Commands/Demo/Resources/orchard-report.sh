# The table on the shop's wall. A column NAME is printed by the function column_NAME.

columns="fruit price"

column_fruit() { echo "$1"; }
column_price() { money "$(price_of "$1")"; }

# report: a line for each fruit
report() {
    printf '%-8s' $columns
    echo
    for fruit in $(fruits); do
        for column in $columns; do printf '%-8s' "$("column_$column" "$fruit")"; done
        echo
    done
}
