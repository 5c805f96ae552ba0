#!/bin/sh
# End to end: the built senrei-indexer on small made-up documents. One case a call, so that ctest
# names what failed: e2e.sh INDEXER CASE
set -u
indexer=$1 case=$2
work=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1

fail() { echo "FAILED $case: $*" >&2; [ ! -f err ] || sed 's/^/  stderr: /' err >&2; exit 1; }
# run WANTED_STATUS ARGUMENTS...: output to out, errors to err
run() {
  wanted=$1; shift
  status=0; "$indexer" "$@" >out 2>err || status=$?
  [ "$status" = "$wanted" ] || fail "exit status $status, wanted $wanted: senrei-indexer $*"
}
told() { grep -q -- "$1" err || fail "standard error does not say \"$1\""; }
# field NAME [SOURCE NUMBER]: a figure of the statistics in out
field() {
  python3 -c 'import json,sys
j=json.load(open("out")); n=sys.argv[1]
print(j[n] if n in j else j["sources"][int(sys.argv[2]) if len(sys.argv)>2 else 0][n])' "$@"
}
is() { got=$(field "$1" "${3:-0}"); [ "$got" = "$2" ] || fail "$1 is $got, wanted $2"; }
# records FROM TO [TEXT]: JSONL
records() {
  python3 -c 'import sys
a,b=int(sys.argv[1]),int(sys.argv[2]); text=sys.argv[3] if len(sys.argv)>3 else "海外の展示会に出て販路を開いた"
for i in range(a,b): print("{\"id\":\"r%d\",\"text\":\"%s。%d番目の報告である。\"}" % (i,text,i))' "$@"
}
only_own_files() {
  left=$(ls index | grep -v -x -e current -e lock -e "$(cut -d' ' -f1 index/current)")
  [ -z "$left" ] || fail "left behind: $left"
  [ ! -e "index/$(cut -d' ' -f1 index/current)/lexicon.new" ] || fail "lexicon.new left behind"
}

case $case in
wrong_usage_is_told_with_status_2)
  run 2; told 'index DIR is missing'
  run 2 --index index; told 'no SOURCE'
  run 2 --index index --nonsense x; told 'nonsense'
  run 2 --index index --jobs 0 x; told 'jobs'
  run 2 --index index --format poem x; told 'poem'
  run 2 --index index --progress --quiet x
  run 0 --version; grep -q '^senrei-indexer [0-9]' out || fail 'no version'
  run 0 --help; grep -q -- '--prune' out || fail 'no help'
  [ ! -e index ] || fail 'a folder was made' ;;

an_unchanged_source_is_not_rewritten)
  records 0 40 >a.jsonl
  run 0 --index index --stats a.jsonl; is added 40; is documents 40
  before=$(cat index/current)
  run 0 --index index --stats a.jsonl; is unchanged 40; is added 0; is documents 40
  [ "$before" = "$(cat index/current)" ] || fail 'something was committed' ;;

a_changed_record_replaces_its_old_self)
  records 0 40 >a.jsonl; run 0 --index index a.jsonl
  { records 0 39; records 39 40 '港の整備について問うた'; records 40 42; } >a.jsonl
  before=$(cat index/current)
  run 0 --index index --stats a.jsonl
  is changed 1; is added 2; is unchanged 39; is documents 42
  [ "$before" != "$(cat index/current)" ] || fail 'the commit number did not change'
  run 0 --check --index index ;;

pruning_deletes_what_a_source_no_longer_has)
  records 0 40 >a.jsonl; records 0 5 >b.jsonl; run 0 --index index a.jsonl b.jsonl
  records 0 30 >a.jsonl
  run 0 --index index --stats a.jsonl; is documents 45
  run 0 --index index --prune --stats a.jsonl; is deleted 10; is documents 35
  run 0 --check --index index ;;

repairs_are_counted)
  printf '<html><table><tr><th>port</th><th>depth</th></tr><tr><td rowspan=2>north</td><td>3</td></tr><tr><td>5</td></tr></table>' >a.html
  run 0 --index index --stats a.html
  grep -q '"repairs":{"carried":1}' out || fail 'the merged cell is not counted' ;;

pruning_spares_a_source_with_unreadable_parts)
  records 0 40 >a.jsonl; run 0 --index index a.jsonl
  { records 0 20; echo '{"id": broken'; records 21 30; } >a.jsonl
  run 3 --index index --prune --stats a.jsonl; is deleted 0; is documents 40
  told 'nothing is deleted'
  records 0 30 >a.jsonl
  run 0 --index index --prune --stats a.jsonl; is deleted 10; is documents 30 ;;

a_later_source_of_the_same_id_replaces_it_whole)
  mkdir one two; records 0 20 >one/a.jsonl; records 10 25 'より詳しい原文である' >two/a.jsonl
  run 0 --index index --stats one two; is documents 15; told 'one/a.jsonl: note: '
  run 0 --index other one
  run 0 --index other --stats two; is documents 15; is deleted 10
  printf '' >two/a.jsonl
  run 3 --index third --stats one two; is documents 20 ;;

a_full_build_swaps_and_leaves_no_file)
  records 0 300 >a.jsonl; run 0 --index index a.jsonl
  first=$(cut -d' ' -f1 index/current)
  records 0 200 >a.jsonl; run 0 --index index --full --stats a.jsonl; is documents 200
  [ "$first" != "$(cut -d' ' -f1 index/current)" ] || fail 'the generation did not change'
  only_own_files; run 0 --check --index index ;;

a_full_build_of_nothing_keeps_the_old_index)
  records 0 10 >a.jsonl; run 0 --index index a.jsonl; printf '' >empty.jsonl
  run 1 --index index --full empty.jsonl; told 'empty.jsonl'
  only_own_files; records 0 10 >a.jsonl; run 0 --index index --stats a.jsonl; is documents 10 ;;

broken_input_is_told_with_its_line_and_the_rest_is_done)
  { records 0 3; printf '{"id":"x","text":"切れ\n'; records 3 5; printf '{"id":"y"}\n'; } >a.jsonl
  run 3 --index index --stats a.jsonl; is documents 5
  told 'a.jsonl:4: '; told 'a.jsonl:7: '
  run 3 --index index --stats a.jsonl missing.jsonl; is documents 5; told 'missing.jsonl'
  run 1 --index other missing.jsonl; [ ! -e other/current ] || fail 'an empty index was made' ;;

an_id_twice_is_told)
  { records 0 3; records 2 4; } >a.jsonl
  run 3 --index index --stats a.jsonl; is documents 4; told 'a.jsonl:4: .*twice' ;;

standard_input_is_a_source)
  records 0 7 | "$indexer" --index index --stats - >out 2>err || fail "status $?"
  is documents 7 ;;

a_dump_can_be_indexed_and_touches_nothing)
  printf '地域\t件数\n札幌\t3\n台北\t5\n' >t.tsv
  run 0 --dump t.tsv; [ "$(wc -l <out)" = 2 ] || fail 'not two records'
  cp out d.jsonl; run 0 --index index --stats d.jsonl; is documents 2 ;;

a_foreign_folder_is_refused)
  mkdir index; echo precious >index/thesis.txt; records 0 3 >a.jsonl
  run 1 --index index a.jsonl; told 'thesis.txt'; [ "$(ls index)" = thesis.txt ] || fail 'touched'
  run 1 --index a.jsonl a.jsonl; told 'is a file'
  run 1 --check --index index; told 'holds no index' ;;

a_second_indexer_is_turned_away)
  records 0 30000 >a.jsonl; records 0 3 >b.jsonl
  "$indexer" --quiet --index index a.jsonl & first=$!
  for i in 1 2 3 4 5 6 7 8 9 10; do [ -s index/lock ] && break; sleep 0.1; done
  run 1 --index index b.jsonl; told "another indexer is at work on index (pid $first)"
  wait $first || fail "the first one ended with $?" ;;

an_unwritable_folder_is_told)
  [ "$(id -u)" != 0 ] || { echo 'skipped: root writes everywhere'; exit 77; }
  mkdir ro; chmod a-w ro; records 0 3 >a.jsonl
  run 1 --index ro/index a.jsonl; told 'Permission denied' ;;

a_full_disk_leaves_the_old_index)
  # A limit on the size of a file is as near to a full disk as one gets without being root.
  records 0 50 >a.jsonl; run 0 --index index a.jsonl
  records 0 20000 >b.jsonl
  for how in --full --prune; do
    (ulimit -f 400; trap '' XFSZ; exec "$indexer" --index index $how b.jsonl) >out 2>err
    [ $? = 1 ] || fail "$how: not status 1"
    grep -q 'senrei-indexer: ' err || fail "$how: nothing told"
    run 0 --check --index index
    run 0 --index index --stats a.jsonl
    python3 -c 'import json; d=json.load(open("out"))["documents"]; assert d >= 50, d' || fail 'lost'
  done
  only_own_files ;;

kills_leave_the_last_commit)
  records 0 100 >a.jsonl; run 0 --index index a.jsonl
  records 0 6000 >b.jsonl
  for i in 1 2 3 4 5 6 7 8; do
    how=--prune; [ $((i % 2)) = 0 ] && how=--full
    "$indexer" --quiet --commit-every 300 --index index $how b.jsonl & pid=$!
    sleep 0.$((i * 11 % 10))$i; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
    run 0 --check --index index
    grep -q '^documents: [1-9]' out || fail 'no documents left'
  done
  run 0 --index index --stats a.jsonl b.jsonl; is documents 6100
  only_own_files; run 0 --check --index index ;;

an_index_of_another_stamp_is_refused)
  records 0 5 >a.jsonl; run 0 --index index a.jsonl
  mkdir data; cp "$SENREI_DATA"/* data/; printf '\n' >>data/variants.tsv
  SENREI_DATA=$work/data; export SENREI_DATA
  run 1 --index index a.jsonl; told '--full'
  run 1 --check --index index; told '--full'
  run 0 --index index --full a.jsonl ;;

a_damaged_index_is_found_by_the_check)
  records 0 2000 >a.jsonl; run 0 --index index a.jsonl
  generation=index/$(cut -d' ' -f1 index/current)
  dd if=/dev/urandom of="$generation/postlist.glass" bs=8192 seek=1 count=2 conv=notrunc 2>/dev/null
  run 1 --check --index index; told 'senrei-indexer: ' ;;

the_order_of_documents_is_the_order_of_reading)
  records 0 3000 >a.jsonl
  run 0 --index index --jobs 3 a.jsonl; run 0 --index other --jobs 1 a.jsonl
  for i in 1 700 3000; do
    for d in index other; do
      xapian-delve -r $i -V7 -1 "$d/$(cut -d' ' -f1 $d/current)" 2>/dev/null | grep -a -o 'a/r[0-9]*' | head -1
    done | sort -u | wc -l | grep -qx 1 || fail "document $i differs"
  done ;;
*) fail 'no such case' ;;
esac
