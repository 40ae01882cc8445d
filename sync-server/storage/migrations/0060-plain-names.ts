import { type Kysely, sql } from 'kysely'

/** Tables by their names before and after. */
const tables = {
	disagreement: 'conflict',
	decision: 'quarantine_decision',
	destruction: 'erasure',
	destroyed_revision: 'erased_revision',
	destroyed_file: 'erased_file',
	forgotten_attachment: 'erased_attachment',
	link: 'chain_link',
	switching: 'activation',
	second_step: 'two_factor',
	emergency_code: 'backup_code',
	connection: 'api_key',
	access_log: 'audit_log',
	unopened: 'undecrypted_frame',
	kept_from: 'known_from',
	held_household: 'assignment',
	given_check: 'back_check_assignment',
	spoken_text: 'audio_text',
	keeping: 'retention_rules',
	interview_change: 'interview_stamp',
	flags_noted: 'flag_stamp',
	figure_by_day: 'record_count_by_day',
	figure_by_cluster: 'record_count_by_cluster',
	figure_of_interviews: 'interview_count',
	correction: 'bulk_edit_revision',
	made_file: 'export_job',
	weighing_file: 'weighting_file',
	kept_table: 'column_table',
	kept_column: 'column_part',
	moved_away: 'district_move',
	rules_looked: 'rule_progress',
	rule_break: 'rule_violation',
	rule_decision: 'rule_acceptance',
} as const

/** Columns of a table, by its new name: the names before and after. */
const columns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	record: {
		view: 'answers',
		view_error: 'projection_error',
		open_cases: 'open_conflicts',
		forget_at: 'retention_due_at',
		ruled: 'rules_checked',
	},
	quarantine: { kept_out: 'rejected' },
	quarantine_decision: { held_for: 'quarantine_reason' },
	head: { log_n: 'audit_n', log_chain: 'audit_chain', understood: 'projection_stamp' },
	device: { heard: 'feed_cursor', copied_at: 'cloned_at', holds: 'inventory', holds_at: 'inventory_at' },
	activation: { switched_by: 'changed_by' },
	two_factor: { wrong: 'failed_attempts' },
	api_key: { made: 'created' },
	sealing_key: { tested_at: 'verified_at', tested_by: 'verified_by' },
	sample_line: { place: 'position', reserve_cluster: 'is_reserve_cluster' },
	back_check_assignment: { given_by: 'assigned_by' },
	audio_text: { place: 'template' },
	interview: {
		made: 'facts_version',
		alike: 'most_similar',
		alike_permille: 'similarity_permille',
		began_hour: 'start_hour',
	},
	call: {
		made: 'facts_version',
		waits: 'awaits_call_back',
		most_seconds: 'max_seconds',
		brought_in: 'is_imported',
	},
	flag_decision: { many: 'count' },
	record_count_by_day: { open_cases: 'open_conflicts' },
	record_count_by_cluster: { open_cases: 'open_conflicts' },
	bulk_edit_revision: { correction: 'bulk_edit', takes_back: 'undoes', brought_in: 'is_import' },
	export_job: { act: 'audit_event', asked: 'requested', touched: 'heartbeat' },
	weight_set: { made_of: 'inputs' },
	coded_passage: { said: 'passage_digest' },
	column_part: { kept_table: 'column_table' },
	rule_progress: { after: 'cursor' },
	rule_violation: { is_right: 'is_accepted' },
	lead_approval: { asked: 'requested', asked_by: 'requested_by' },
}

/**
 * Names tables and columns in the words of the documents. Only the states of export jobs are rewritten. Indexes, constraints and
 * triggers keep their names.
 *
 * Imports nothing of ours and is never edited.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const [before, after] of Object.entries(tables))
		await db.schema.alterTable(before).renameTo(after).execute()
	for (const [table, renamed] of Object.entries(columns))
		for (const [before, after] of Object.entries(renamed))
			await db.schema.alterTable(table).renameColumn(before, after).execute()
	await sql`update export_job set state = case state
		when 'being-made' then 'running' when 'whole' then 'done' when 'ended' then 'failed' else state end`.execute(
		db,
	)
}
