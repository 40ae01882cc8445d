#!/bin/sh
# Runs once, in a new PostgreSQL of compose.yaml: creates the database with its owner, and the account of the server. The passwords
# are those of the two addresses in ./secrets; they are letters and digits.
set -eu
password_in() {
	url=$(cat "/run/secrets/$1")
	url=${url#*://*:}
	printf %s "${url%%@*}"
}
psql --set ON_ERROR_STOP=1 --username postgres --no-psqlrc --quiet \
	--set owner_password="$(password_in database-owner-url)" --set server_password="$(password_in database-url)" <<'SQL'
create role zila_owner login password :'owner_password';
create role zila login password :'server_password';
create database zila owner zila_owner;
SQL
