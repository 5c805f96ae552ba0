add_room_test(test_base ROOM dict)
add_room_test(test_era ROOM dict)
add_room_test(test_number ROOM dict)
