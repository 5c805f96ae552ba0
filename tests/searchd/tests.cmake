include(${CMAKE_CURRENT_LIST_DIR}/server.cmake)
add_room_test(test_question ROOM searchd)
add_room_test(test_page_words ROOM searchd)
