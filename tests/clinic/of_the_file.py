"""Tests that ask what only the clinic's computer has: by name, with the reason."""

KEYS = "asks what a desk does for who has no keys, and a seat has its person's"
SEATS = "the seats of the desk itself are tried"
FILE = "a desk on one computer has never been locked before"
THREAD = "asks for the order of things on the desk's own thread"
ENDS = "counts the threads that serve, and the line of these tests is served by some of its own"
EXPORTING = "tests/services/exchange/test_exporting.py"
COUNSELING = "tests/services/documents/test_counseling.py"
OF_THE_FILE = {
    "tests/services/test_seats.py": SEATS,
    "tests/services/test_many_at_once.py": SEATS,
    f"{COUNSELING}::test_without_a_key_of_ones_own_nothing_is_opened_or_shared": KEYS,
    "tests/services/exchange/test_transfer.py::test_an_import_stopped_on_its_way_leaves_nothing": THREAD,
    f"{EXPORTING}::test_who_writes_meanwhile_waits_for_one_chart_at_most": THREAD,
    f"{EXPORTING}::test_the_lock_does_not_wait_for_an_export": THREAD,
    "tests/ui/vault/test_clinic_computers.py::test_a_locked_window_cuts_nobody_off": ENDS,
    "tests/reports/privacy/test_device_loss.py::test_it_states_the_protection_and_names_no_client": FILE,
}
