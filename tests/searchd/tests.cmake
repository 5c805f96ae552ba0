add_room_test(test_question ROOM searchd)
