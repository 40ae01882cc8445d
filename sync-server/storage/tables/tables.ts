import { activation } from './activation.ts'
import { api_key } from './api-key.ts'
import { assignment } from './assignment.ts'
import { attachment } from './attachment.ts'
import { audio_text } from './audio-text.ts'
import { audit_log } from './audit-log.ts'
import { back_check_assignment } from './back-check-assignment.ts'
import { backup } from './backup.ts'
import { backup_code } from './backup-code.ts'
import { bulk_edit_revision } from './bulk-edit-revision.ts'
import { call } from './call.ts'
import { call_back } from './call-back.ts'
import { chain_link } from './chain-link.ts'
import { clock } from './clock.ts'
import { cluster_state } from './cluster-state.ts'
import { coded_passage } from './coded-passage.ts'
import { coding } from './coding.ts'
import { column_part } from './column-part.ts'
import { column_table } from './column-table.ts'
import { conflict } from './conflict.ts'
import type { RowOf, TableDefinition } from './define-table.ts'
import { device } from './device.ts'
import { district_move } from './district-move.ts'
import { document } from './document.ts'
import { erased_attachment } from './erased-attachment.ts'
import { erased_file } from './erased-file.ts'
import { erased_revision } from './erased-revision.ts'
import { erasure } from './erasure.ts'
import { export_job } from './export-job.ts'
import { feed } from './feed.ts'
import { flag_decision } from './flag-decision.ts'
import { form_proposal } from './form-proposal.ts'
import { form_proposal_decision } from './form-proposal-decision.ts'
import { form_state } from './form-state.ts'
import { form_version } from './form-version.ts'
import { handover } from './handover.ts'
import { head } from './head.ts'
import { indicator } from './indicator.ts'
import { interview } from './interview.ts'
import { interview_count } from './interview-count.ts'
import { interview_stamp } from './interview-stamp.ts'
import { invitation } from './invitation.ts'
import { known_from } from './known-from.ts'
import { lead_approval } from './lead-approval.ts'
import { lease } from './lease.ts'
import { person } from './person.ts'
import { projection } from './projection.ts'
import { quality_limits } from './quality-limits.ts'
import { quarantine } from './quarantine.ts'
import { quarantine_decision } from './quarantine-decision.ts'
import { record } from './record.ts'
import { record_count_by_cluster } from './record-count-by-cluster.ts'
import { record_count_by_day } from './record-count-by-day.ts'
import { referral } from './referral.ts'
import { referral_step } from './referral-step.ts'
import { release } from './release.ts'
import { request_nonce } from './request-nonce.ts'
import { restored } from './restored.ts'
import { revision } from './revision.ts'
import { rewind } from './rewind.ts'
import { role_key } from './role-key.ts'
import { round_plan } from './round-plan.ts'
import { round_state } from './round-state.ts'
import { rule } from './rule.ts'
import { rule_acceptance } from './rule-acceptance.ts'
import { rule_violation } from './rule-violation.ts'
import { sample_line } from './sample-line.ts'
import { saved_view } from './saved-view.ts'
import { sealing_key } from './sealing-key.ts'
import { session } from './session.ts'
import { signing_key } from './signing-key.ts'
import { target } from './target.ts'
import { team } from './team.ts'
import { theme } from './theme.ts'
import { two_factor } from './two-factor.ts'
import { undecrypted_frame } from './undecrypted-frame.ts'
import { upload } from './upload.ts'
import { weight_set } from './weight-set.ts'
import { weighting_file } from './weighting-file.ts'

/** All tables, in the order in which a backup copies them. */
export const tables = {
	head,
	revision,
	quarantine,
	chain_link,
	erasure,
	erased_revision,
	erased_file,
	erased_attachment,
	upload,
	sample_line,
	assignment,
	cluster_state,
	round_state,
	round_plan,
	target,
	back_check_assignment,
	audio_text,
	quarantine_decision,
	activation,
	attachment,
	restored,
	known_from,
	record,
	interview,
	call,
	call_back,
	referral,
	referral_step,
	handover,
	interview_stamp,
	clock,
	projection,
	flag_decision,
	quality_limits,
	record_count_by_day,
	record_count_by_cluster,
	interview_count,
	district_move,
	conflict,
	bulk_edit_revision,
	release,
	api_key,
	saved_view,
	indicator,
	weight_set,
	weighting_file,
	theme,
	coding,
	coded_passage,
	rule,
	rule_violation,
	rule_acceptance,
	feed,
	document,
	form_version,
	form_proposal,
	form_proposal_decision,
	form_state,
	person,
	team,
	audit_log,
	invitation,
	two_factor,
	backup_code,
	signing_key,
	sealing_key,
	role_key,
	lead_approval,
	undecrypted_frame,
	backup,
	rewind,
	device,
	export_job,
	column_table,
	column_part,
	lease,
	session,
	request_nonce,
} as const satisfies Readonly<Record<string, TableDefinition>>

/** Columns of each table, as the query builder needs them. */
export type Tables = { readonly [Name in keyof typeof tables]: RowOf<(typeof tables)[Name]> }
export type TableName = keyof Tables
export const tableNames = Object.keys(tables) as TableName[]
