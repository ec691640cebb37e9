expect 'fruits' 4 "$(fruits | grep -c .)"
expect 'in_stock pear' 7 "$(in_stock pear)"
