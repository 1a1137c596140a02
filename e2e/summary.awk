# Reads the output of go test -v and shows what matters: the result of each
# package, and all that a failed test said. A test that was skipped is a
# failure here: what could not run proves nothing.

/^=== (RUN|NAME|CONT) / { test = $3; next }
/^=== PAUSE / { next }
/^ *--- PASS: / { delete said[$3]; next }
/^ *--- FAIL: / { print; printf "%s", said[$3]; delete said[$3]; next }
/^ *--- SKIP: / { print; printf "%s", said[$3]; delete said[$3]; skipped++; next }
/^(PASS|FAIL)$/ { next }
/^(ok|\?) / { delete said; test = ""; print; fflush(); next }
/^FAIL\t/ { rest(); print; fflush(); next }
{ said[test] = said[test] $0 "\n" }

END {
	rest()
	if (skipped) {
		printf "%d skipped: make test skips nothing\n", skipped
		exit 1
	}
}

# rest shows what nobody has claimed: a panic, a package that does not compile.
function rest(  name) {
	for (name in said) {
		printf "%s", said[name]
	}
	delete said
	test = ""
}
