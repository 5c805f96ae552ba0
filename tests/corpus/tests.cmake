add_room_test(test_record ROOM corpus)
