expect 'price_of apple' 40 "$(price_of apple)"
expect 'price_of an unknown fruit fails' failed "$(price_of kiwi 2>/dev/null || echo failed)"
expect 'total apple 3' 120 "$(total apple 3)"
expect 'money' 1.05 "$(money 105)"
