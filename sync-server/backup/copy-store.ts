import type { Kysely } from 'kysely'
import type { Tables } from '../storage/tables/tables.ts'

/**
 * All tables of a backup, and the rows per insert statement. Left out: sessions (users sign in again), export
 * jobs and column caches (they are rebuilt), and nonces, which expire within a quarter of an hour.
 */
const tables: Readonly<
	Record<
		Exclude<keyof Tables, 'session' | 'export_job' | 'column_table' | 'column_part' | 'request_nonce'>,
		number
	>
> = {
	head: 10,
	revision: 500,
	quarantine: 500,
	chain_link: 500,
	erasure: 500,
	erased_revision: 500,
	erased_file: 500,
	erased_attachment: 500,
	upload: 500,
	sample_line: 500,
	assignment: 500,
	cluster_state: 500,
	round_state: 500,
	round_plan: 500,
	target: 500,
	back_check_assignment: 500,
	audio_text: 500,
	quarantine_decision: 500,
	activation: 500,
	attachment: 500,
	restored: 10,
	known_from: 10,
	record: 500,
	interview: 500,
	call: 500,
	call_back: 500,
	referral: 500,
	referral_step: 500,
	handover: 500,
	interview_stamp: 500,
	flag_stamp: 500,
	clock: 10,
	retention_rules: 500,
	flag_decision: 500,
	quality_limits: 500,
	record_count_by_day: 500,
	record_count_by_cluster: 500,
	interview_count: 500,
	district_move: 500,
	conflict: 500,
	bulk_edit_revision: 500,
	release: 500,
	api_key: 500,
	saved_view: 500,
	indicator: 500,
	weight_set: 10,
	weighting_file: 10,
	theme: 500,
	coding: 500,
	coded_passage: 500,
	rule: 500,
	rule_progress: 500,
	rule_violation: 500,
	rule_acceptance: 500,
	feed: 500,
	document: 20,
	form_version: 20,
	form_proposal: 20,
	form_proposal_decision: 500,
	form_state: 500,
	person: 500,
	team: 500,
	audit_log: 500,
	invitation: 500,
	two_factor: 500,
	backup_code: 500,
	signing_key: 10,
	sealing_key: 10,
	role_key: 10,
	lead_approval: 500,
	undecrypted_frame: 100,
	backup: 500,
	rewind: 500,
	device: 500,
}
/** Names of the tables in a backup. */
export const tableNames = Object.keys(tables) as (keyof typeof tables)[]

export type RowCounts = Readonly<Record<keyof typeof tables, number>>

/**
 * Copies everything from one database into another with empty tables, of either kind, in batches. Returns the
 * number of rows by table. `from` must not change meanwhile.
 */
export async function copyStore(from: Kysely<Tables>, to: Kysely<Tables>): Promise<RowCounts> {
	const counts = {} as Record<keyof typeof tables, number>
	await to.transaction().execute(async (trx) => {
		for (const table of tableNames) counts[table] = await copyTable(from, trx, table)
	})
	return counts
}

async function copyTable(
	from: Kysely<Tables>,
	to: Kysely<Tables>,
	table: keyof typeof tables,
): Promise<number> {
	// Rows are copied as they are: the columns belong to the table.
	const insert = (rows: readonly object[]) =>
		to
			.insertInto(table)
			.values(rows as never)
			.execute()
	let waiting: object[] = []
	let count = 0
	for await (const row of from.selectFrom(table).selectAll().stream(tables[table])) {
		waiting.push(row)
		count++
		if (waiting.length < tables[table]) continue
		await insert(waiting)
		waiting = []
	}
	if (waiting.length > 0) await insert(waiting)
	return count
}

/** Counts the rows of each table. */
export async function countRows(db: Kysely<Tables>): Promise<RowCounts> {
	const counts = {} as Record<keyof typeof tables, number>
	for (const table of tableNames) {
		const row = await db
			.selectFrom(table)
			.select((eb) => eb.fn.countAll().as('rows'))
			.executeTakeFirstOrThrow()
		counts[table] = Number(row.rows)
	}
	return counts
}
