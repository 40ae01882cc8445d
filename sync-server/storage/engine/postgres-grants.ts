import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables/tables.ts'

type GrantColumn<Table extends keyof Tables> = keyof Tables[Table] & string
interface Rights<Table extends keyof Tables> {
	readonly adds?: true
	/** Every column, or the listed ones. */
	readonly changes?: true | readonly GrantColumn<Table>[]
	readonly removes?: true
}

/**
 * Rights that a running server needs on each table, besides reading. It cannot create, alter or drop a table,
 * nor update an entry of the audit log, a decision or the content of a revision, even if an attacker has the
 * server's own account. It can delete what an erasure removes: the chain shows that a revision was deleted,
 * but not that a quarantine decision or a reference to a file was.
 */
const rights: { readonly [Table in keyof Tables]: Rights<Table> } = {
	head: { adds: true, changes: true },
	// revisions move, whole, between these two tables
	revision: { adds: true, changes: ['checked', 'flag'], removes: true },
	quarantine: { adds: true, changes: ['why', 'n', 'rejected'], removes: true },
	chain_link: { adds: true },
	// deleted with the record on withdrawal
	quarantine_decision: { adds: true, removes: true },
	activation: { adds: true },
	audit_log: { adds: true },
	attachment: { adds: true, removes: true },
	form_version: { adds: true },
	form_proposal: { adds: true, changes: ['state'] },
	form_proposal_decision: { adds: true },
	signing_key: { adds: true, changes: ['private_key'] },
	restored: {},
	known_from: {},
	record: { adds: true, changes: true, removes: true },
	interview: { adds: true, changes: true, removes: true },
	call: { adds: true, changes: true, removes: true },
	call_back: { adds: true, changes: true, removes: true },
	referral: { adds: true, removes: true },
	// deleted with the record on withdrawal
	referral_step: { adds: true, removes: true },
	handover: { adds: true, changes: ['confirmed_by'] },
	interview_stamp: { adds: true, changes: true },
	flag_stamp: { adds: true, changes: true },
	clock: { adds: true, changes: true },
	retention_rules: { adds: true, changes: true },
	// deleted with the record on withdrawal
	flag_decision: { adds: true, removes: true },
	quality_limits: { adds: true },
	record_count_by_day: { adds: true, changes: true, removes: true },
	record_count_by_cluster: { adds: true, changes: true, removes: true },
	interview_count: { adds: true, changes: true, removes: true },
	district_move: { adds: true, changes: ['seq'], removes: true },
	conflict: { adds: true, changes: true, removes: true },
	bulk_edit_revision: { adds: true, removes: true },
	release: { adds: true, changes: true },
	saved_view: { adds: true, removes: true },
	export_job: { adds: true, changes: true, removes: true },
	indicator: { adds: true },
	weight_set: { adds: true },
	weighting_file: { adds: true },
	theme: { adds: true },
	coding: { adds: true, removes: true },
	coded_passage: { adds: true, changes: true, removes: true },
	column_table: { adds: true, changes: true, removes: true },
	column_part: { adds: true, changes: true, removes: true },
	api_key: { adds: true, changes: ['last_used', 'expires'], removes: true },
	rule: { adds: true },
	rule_progress: { adds: true, changes: true },
	rule_violation: { adds: true, changes: true, removes: true },
	rule_acceptance: { adds: true, changes: true, removes: true },
	feed: { adds: true, removes: true },
	document: { adds: true, changes: true },
	form_state: { adds: true, changes: true },
	person: { adds: true, changes: true },
	team: { adds: true, changes: true },
	invitation: { adds: true, changes: true, removes: true },
	session: { adds: true, changes: true, removes: true },
	request_nonce: { adds: true, removes: true },
	two_factor: { adds: true, changes: true, removes: true },
	backup_code: { adds: true, changes: ['digest'], removes: true },
	sealing_key: { adds: true, changes: true },
	role_key: { adds: true, changes: ['confirmed', 'confirmed_by', 'rejected'] },
	lead_approval: { adds: true, changes: ['state', 'decided', 'decided_by'] },
	erasure: { adds: true, changes: ['swept'] },
	erased_revision: { adds: true },
	erased_attachment: { adds: true },
	erased_file: { adds: true, changes: true },
	upload: { adds: true, removes: true },
	sample_line: { adds: true, changes: ['person', 'centre'] },
	assignment: { adds: true, changes: ['until'] },
	cluster_state: { adds: true, changes: true },
	round_state: { adds: true, changes: true },
	round_plan: { adds: true, changes: true },
	// deleted with the interview on withdrawal
	back_check_assignment: { adds: true, changes: true, removes: true },
	target: { adds: true, changes: true },
	audio_text: { adds: true, changes: true, removes: true },
	undecrypted_frame: { adds: true, removes: true },
	backup: { adds: true, changes: true },
	rewind: { adds: true, changes: true },
	device: { adds: true, changes: true },
}

interface AnyRights {
	readonly adds?: true
	readonly changes?: true | readonly string[]
	readonly removes?: true
}

/** Returns the account name of a connection. */
export const accountOf = async (db: Kysely<Tables>): Promise<string> => {
	const { rows } = await sql<{ name: string }>`select current_user as name`.execute(db)
	return rows[0]?.name ?? ''
}

/** Returns why granted rights would not restrict an account; null if they do. */
export async function unbound(
	owner: Kysely<Tables>,
	account: string,
): Promise<'owner' | 'superuser' | 'member' | null> {
	const { rows } = await sql<{ own: boolean; super: boolean; member: boolean }>`
		select rolname = current_user as own, rolsuper as super, pg_has_role(rolname, current_user, 'member') as member
		from pg_roles where rolname = ${account}`.execute(owner)
	const [found] = rows
	if (found?.own) return 'owner'
	if (found?.super) return 'superuser'
	return found?.member ? 'member' : null
}

/**
 * Grants an account the rights that a running server needs, and revokes all others. The tables exist and
 * belong to `owner`.
 */
export async function grantRights(owner: Kysely<Tables>, account: string): Promise<void> {
	const name = sql.id(account)
	await owner.transaction().execute(async (trx) => {
		// older versions of PostgreSQL let every account create tables
		await sql`revoke create on schema public from public`.execute(trx)
		await sql`revoke all on schema public from ${name}`.execute(trx)
		await sql`grant usage on schema public to ${name}`.execute(trx)
		await sql`revoke all on all tables in schema public from ${name}`.execute(trx)
		for (const table of ['kysely_migration', 'kysely_migration_lock', ...Object.keys(rights)])
			await sql`grant select on ${sql.id(table)} to ${name}`.execute(trx)
		for (const [table, { adds, changes, removes }] of Object.entries(rights) as [string, AnyRights][]) {
			const on = sql`on ${sql.id(table)} to ${name}`
			if (adds) await sql`grant insert ${on}`.execute(trx)
			if (changes === true) await sql`grant update ${on}`.execute(trx)
			else if (changes)
				await sql`grant update (${sql.join(changes.map((column) => sql.id(column)))}) ${on}`.execute(trx)
			if (removes) await sql`grant delete ${on}`.execute(trx)
		}
	})
}
