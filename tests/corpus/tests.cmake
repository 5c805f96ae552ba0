add_room_test(test_record ROOM corpus)
add_room_test(test_table_layouts ROOM corpus LIBRARIES PkgConfig::JANSSON LABELS property)
add_room_test(test_tables_real ROOM corpus LIBRARIES PkgConfig::JANSSON)
