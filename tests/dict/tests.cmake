add_room_test(test_base ROOM dict)
