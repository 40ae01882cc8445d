import type { ColumnType, Generated } from 'kysely'
import type { FormAvailability } from '#shared/forms/form-definition'
import type { ReferralOutcome, ReferralStep } from '#shared/helpline/referrals'

/** Boolean as 0 or 1 on both databases. */
type ZeroOrOne = 0 | 1
/** JSON as text on both databases: it is only ever read whole, and jsonb halves PostgreSQL's insert rate. */
type JsonText = string
/** ISO 8601, UTC. */
type Time = string
type Blob = ColumnType<Buffer, Uint8Array, Uint8Array>

/**
 * Counts of records of one kind. A value that a record does not have is '' here: no database allows null in a
 * key.
 */
interface RecordCountRow {
	project: string
	demonstration: ZeroOrOne
	round: string
	district: string
	form: string
	sex: string
	status: string
	outcome: string
	disposition: string
	void: ZeroOrOne
	readers: string
	records: number
	/** Number of these with an open conflict. */
	disputed: number
	/** Number of open conflicts. */
	open_conflicts: number
}

export interface Tables {
	/** One row per project: the number and chain of the last entry. A writer locks it first. */
	head: {
		project: string
		seq: number
		chain: string
		/** Number and chain of the last entry of the audit log. */
		audit_n: ColumnType<number, number | undefined, number>
		audit_chain: ColumnType<string, string | undefined, string>
		/** How often failed records were evaluated again without a new revision. */
		projection_stamp: ColumnType<number, number | undefined, number>
	}
	/** Every revision for ever, deflated as it was sent, unless its record or one of its values is erased. */
	revision: {
		id: string
		project: string
		record: string
		seq: number
		chain: string
		author: string
		device: string
		/** The author's role when it arrived. */
		role: string
		n: number
		form: string
		form_version: number
		bytes: Blob
		received: Time
		/** Notices for the user, separated by spaces: `sum-mismatch`, `handed-on`; null if there are none. */
		flag: string | null
		/**
		 * 0 until it is verified that its author was allowed to write it: an ancestor is missing or cannot be
		 * read.
		 */
		checked: ZeroOrOne
		/** Signature by the key of its enrolment, over its id; null from early versions of the app. */
		signature: Blob | null
		/** Digest of its redacted content; null if it was not redacted and its id is the digest. */
		redacted: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** Numbers that are not revisions: documents, decisions, erased revisions. */
	chain_link: { project: string; seq: number; chain: string; id: string }
	/** Stored, but not part of any record until a person decides. */
	quarantine: {
		id: string
		project: string
		seq: number
		chain: string
		device: string
		why: string
		bytes: Blob
		received: Time
		signature: Blob | null
		/** Device counter; null if it cannot be read, or names another enrolment. */
		n: number | null
		/** 1 if a person has rejected it. */
		rejected: ColumnType<ZeroOrOne, ZeroOrOne | undefined, ZeroOrOne>
		redacted: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** Erased records, each with its signed statement; also retention runs (`runKey`). */
	erasure: {
		project: string
		record: string
		/** Sequence number of the statement. */
		seq: number
		/** Digest of the statement. */
		id: string
		/** `erasureStatementSchema`, as it was signed. */
		statement: string
		/** Signature by the server's key, over the statement. */
		signature: Blob
		/** District of the record: users who could see it may read the statement. */
		district: string | null
		demonstration: ZeroOrOne
		/** 1 when the files are deleted too, and the database has no deleted bytes left. */
		swept: ZeroOrOne
	}
	/** Ids of revisions of erased records, so that none is accepted again. */
	erased_revision: {
		id: string
		project: string
		record: string
		/**
		 * The enrolment that wrote or sent it, and its device counter, which would otherwise be reported as
		 * missing.
		 */
		device: string
		n: number | null
		/** 1: it arrived after the erasure of its record, and was not stored. */
		late: ZeroOrOne
	}
	/**
	 * Files that only erased records had, by SHA-256 of their content. `gone`: deleted from the server's own
	 * file store.
	 */
	erased_file: { project: string; hash: string; gone: ZeroOrOne }
	/** Attachments of erased values, by id: one that is uploaded later is deleted by the next run. */
	erased_attachment: { project: string; id: string }
	/** Unfinished uploads of attachments; their own bytes do not say whose they are. */
	upload: { id: string; project: string; record: string; begun: Time; device: string; size: number }
	/** Households of the sample, drawn before fieldwork: only the assignee and the cluster centre change. */
	sample_line: {
		project: string
		round: string
		cluster: string
		household: number
		/** Position in the sample, from 0. */
		position: number
		district: string
		area: string
		/** Cluster centre, degrees north and east; null if the sample does not contain it. */
		centre: string | null
		/** Null: a replacement household. */
		line: number | null
		/** Random number of the draw, [0, 1), as it was written. */
		selection: string
		/** 1: its cluster is visited only if another one is unreachable. */
		is_reserve_cluster: ColumnType<ZeroOrOne, ZeroOrOne | undefined, ZeroOrOne>
		person: string | null
	}
	/** Assignment history of households; `until` is null while the assignment lasts. */
	assignment: {
		project: string
		round: string
		cluster: string
		household: number
		person: string
		since: Time
		until: Time | null
	}
	/** Clusters that were marked as unreachable, or as reachable again. */
	cluster_state: {
		project: string
		round: string
		cluster: string
		unreachable: ZeroOrOne
		why: string
		/** The replacement cluster that was opened for it. */
		opened: string | null
		person: string
		at: Time
	}
	/** State of a round, if it was changed since the campaign was set up. */
	round_state: {
		project: string
		round: string
		state: string
		/** Day on which it was closed. */
		closed: string | null
		person: string
		at: Time
	}
	/** Planned last day of a round's fieldwork; null if the plan was withdrawn. */
	round_plan: { project: string; round: string; last_day: string | null; person: string; at: Time }
	/** Target of a district, if it differs from the list of districts. */
	target: {
		project: string
		round: string
		district: string
		interviews: number
		focus_groups: number
		person: string
		at: Time
	}
	/** Assignment of back-checks. */
	back_check_assignment: {
		project: string
		/** Id of the interview. */
		record: string
		round: string
		person: string | null
		assigned_by: string
		at: Time
	}
	/** Audio of a form's texts, each by the text that it reads (`computeAudioTextKey`). */
	audio_text: {
		project: string
		form: string
		language: string
		text: string
		/** Location of the text when it was recorded. */
		template: string
		/** SHA-256 of the file. */
		hash: string
		size: number
		/** Content type, detected from its first bytes. */
		type: string
		/** Person who recorded it, or confirmed that it is still right. */
		person: string
		at: Time
	}
	/** Every decision about quarantined revisions for ever, each with a number and a chain value. */
	quarantine_decision: {
		project: string
		seq: number
		chain: string
		revision: string
		/** The enrolment that sent it. */
		device: string
		/** Reason of the quarantine. */
		quarantine_reason: string
		decision: 'let-in' | 'keep-out'
		/** Null if this program could parse what an earlier one could not. */
		person: string | null
		why: string
		at: Time
	}
	/** Activations and deactivations. `device` null: of the person, else of one phone. */
	activation: {
		project: string
		person: string
		device: string | null
		active: ZeroOrOne
		changed_by: string
		at: Time
	}
	/** State to which the revisions of a record fold. A cache of `revision`. */
	record: {
		id: string
		project: string
		form: string
		form_version: number
		/** Owner: the person who began it, or to whom the desk reassigned it. */
		owner: string
		/**
		 * 1: its owner has a demonstration account, or its round is a demonstration. Excluded from lists and
		 * files of real records.
		 */
		demonstration: ZeroOrOne
		name: string
		round: string | null
		district: string | null
		cluster: string | null
		outcome: string | null
		sex: string | null
		/** Outcome of a household (`dispositions`). */
		disposition: string | null
		/** Day, by the study's time zone, on which it was first finished; null before. */
		finished_on: string | null
		/** Sequence number of the revision that finished it first. */
		finished_seq: number | null
		status: string
		void: ZeroOrOne
		open_conflicts: number
		/** Open quality flags when they were last saved; -1 until the checks have run on it. */
		open_flags: number
		/** Kinds of the open flags, each once with a space before and after it; '' if there are none. */
		open_kinds: string
		/** Roles to which it is restricted, with a space before and after each; '' if its form names none. */
		readers: string
		answers: JsonText
		/** Error if the answers could not be computed, or not be updated; null if there was none. */
		projection_error: string | null
		first_seq: number
		last_seq: number
		/** Phone time of the first revision, corrected if the phone knew its error. */
		started: Time
		changed: Time
		/**
		 * When retention is due next, ms since 1970; 0 if it was not checked since the last change, null if
		 * never.
		 */
		retention_due_at: Generated<number | null>
		/** 1 if it was checked against its form's rules since its last change. */
		rules_checked: Generated<ZeroOrOne>
	}
	/**
	 * Server clock. `trusted`: the last time known to be right; `jumped_at`: the time it showed when it was
	 * found to be days ahead.
	 */
	clock: { project: string; trusted: Time; jumped_at: Time | null }
	/** Retention rules by which all records of a form were last checked. */
	retention_rules: { project: string; form: string; rules: string }
	/** Facts for the quality checks, of each finished household record. A cache like `record`. */
	interview: {
		record: string
		project: string
		round: string
		district: string
		/** '' if the record has none. */
		cluster: string
		person: string
		demonstration: ZeroOrOne
		finished: Time
		/** Sequence number of the store when it was evaluated. */
		seq: number
		/** Version of the extraction (`factsVersion`). */
		facts_version: number
		/** `HouseholdFacts`. */
		facts: JsonText
		/** `writePacked`; '' if no interview took place. */
		answers: string
		/** 0 until the most similar earlier interview of the round was searched for. */
		compared: ZeroOrOne
		/** The most similar record, and the share of equal answers. */
		most_similar: string | null
		similarity_permille: number | null
		/** Day in the study's time zone on which it was finished; null unless completed. */
		done_on: string | null
		/** Hour of the week in which it began (`hourOfWeek`); null unless completed. */
		start_hour: number | null
		/** Whole minutes spent on questions, at most `maxMinutes`; null unless completed. */
		minutes: number | null
	}
	/** Facts of each finished helpline call that is not void. A cache like `record`. */
	call: {
		record: string
		project: string
		demonstration: ZeroOrOne
		/** Month in the study's time zone in which it began, `2023-05`. */
		month: string
		/** Null if only the month is known. */
		began: Time | null
		/** Owner of its record. */
		operator: string
		/** These six are codes of the form, '' if not asked; the district is where the caller lives. */
		district: string
		channel: string
		category: string
		gender: string
		outcome: string
		urgency: string
		/** Upper limit of its length, s; null if unknown. */
		max_seconds: number | null
		/** 1: imported from an older register. */
		is_imported: ZeroOrOne
		/** 1: a call-back was promised here. */
		awaits_call_back: ZeroOrOne
		/** Version of the extraction (`callFactsVersion`). */
		facts_version: number
	}
	/** State of a promised call-back: who accepted it, who completed it, and the time of the last change. */
	call_back: {
		record: string
		project: string
		taken_by: string | null
		done_by: string | null
		at: Time
	}
	/** Departments to which calls were referred. A cache like `call`, updated together with it. */
	referral: { project: string; record: string; department: string }
	/** Steps of a referral, numbered from 1: all are stored, and the last one is the current state. */
	referral_step: {
		project: string
		record: string
		department: string
		n: number
		step: ReferralStep
		/** Outcome, if it was closed. */
		ending: ReferralOutcome | null
		person: string
		at: Time
	}
	/** Handovers between shifts of the helpline, numbered: author and confirmation. */
	handover: {
		project: string
		n: number
		demonstration: ZeroOrOne
		person: string
		at: Time
		/** Calls since the handover before, and call-backs that were open. */
		calls: number
		open: number
		/** Open referrals; null in handovers from before referrals were followed up. */
		referrals: number | null
		note: string
		confirmed_by: string | null
	}
	/**
	 * `n` changes with every change in the interviews of a district, so that they need not be read to detect
	 * it.
	 */
	interview_stamp: { project: string; round: string; district: string; n: number }
	/** State of a district of a round when its open flags were last saved. */
	flag_stamp: { project: string; round: string; district: string; stamp: string }
	/** Every decision about flags for ever; the newest has the highest number. */
	flag_decision: {
		project: string
		round: string
		district: string
		/** Id of the record or person, or the district. */
		subject: string
		kind: string
		item: string
		n: number
		state: string
		/** Finding at that time, and in how many interviews. */
		found: string
		count: number
		/** The other record of a pair. */
		other: string | null
		/** Author of the decision. */
		person: string
		at: Time
		why: string
	}
	/**
	 * Limits and severities of the quality checks of a round: every change for ever, the newest has the highest
	 * number.
	 */
	quality_limits: {
		project: string
		round: string
		n: number
		/** The limits, as JSON. */
		limits: string
		/** Author of the change. */
		person: string
		at: Time
		why: string
	}
	/** Counts of records by kind and by day of finishing. A cache of `record`, updated together with it. */
	record_count_by_day: RecordCountRow & { day: string }
	/** Counts of records by kind and by cluster. A cache of `record`, updated together with it. */
	record_count_by_cluster: RecordCountRow & { cluster: string }
	/**
	 * Counts of completed interviews, by one column each (`ChartedThing`). A cache of `interview`, updated
	 * together with it.
	 */
	interview_count: {
		project: string
		demonstration: ZeroOrOne
		round: string
		about: string
		district: string
		/** '' if it is not counted by person. */
		person: string
		value: string
		interviews: number
	}
	/** Conflicts, open and resolved. A cache like `record`. */
	conflict: {
		record: string
		id: string
		project: string
		kind: string
		path: string
		revisions: JsonText
		opened_seq: number
		closed_seq: number | null
		closed_by: string | null
	}
	/**
	 * Index of revisions of bulk edits and imports, and of their undo. Their content is only in the revisions.
	 */
	bulk_edit_revision: {
		revision: string
		project: string
		record: string
		/** Id of the bulk edit, the same in all of its records. */
		bulk_edit: string
		undoes: string | null
		/** 1: an import, not a bulk edit. */
		is_import: 0 | 1
		/** Sequence number of the revision. */
		seq: number
	}
	/**
	 * Releases: named states of a round's records. Their content is computed from revisions whenever it is
	 * needed.
	 */
	release: {
		id: string
		project: string
		name: string
		notes: string
		form: string
		round: string
		/** Kind, values, versions …, as `Release` has them. */
		options: JsonText
		/** Last sequence number that it contains. */
		seq: number
		records: number
		bytes: number
		checksum: string
		content: string
		person: string
		at: Time
		superseded: JsonText | null
	}
	/**
	 * Exports that the server creates in the background, and stores for a day. Their bytes are with the
	 * attachments.
	 */
	export_job: {
		id: string
		project: string
		person: string
		/** Rights with which it was created: it is returned only to a user who still has them. */
		rights: JsonText
		/** File name. */
		name: string
		/** Content type. */
		type: string
		/** Entry of the audit log for its download. */
		audit_event: JsonText
		state: 'waiting' | 'running' | 'done' | 'failed'
		/** Error that ended it, as a serialised `Problem`. */
		problem: JsonText | null
		progress: JsonText | null
		/** SHA-256, hexadecimal; null until it is complete. */
		hash: string | null
		bytes: number | null
		requested: Time
		/** Last sign of life of the process that creates it. */
		heartbeat: Time
		/** Expiry, after which it is deleted. */
		until: Time
	}
	/** A revision of an indicator; built-in ones have a row only if they were changed. */
	indicator: {
		project: string
		id: string
		n: number
		demonstration: ZeroOrOne
		is_on: ZeroOrOne
		wording: JsonText
		person: string
		at: Time
	}
	/** Weight sets of a round's interviews, as they were computed once. */
	weight_set: {
		project: string
		round: string
		n: number
		/** Last sequence number that it includes. */
		seq: number
		inputs: JsonText
		report: JsonText
		/** The file of weights, deflated: a row for each interview that has one. */
		weights: Blob
		/** SHA-256 of that file, hexadecimal. */
		checksum: string
		person: string
		at: Time
	}
	/** Sources of weights besides the records: population by census, and clusters as they were drawn. */
	weighting_file: {
		project: string
		round: string
		kind: 'census' | 'clusters'
		n: number
		/** Source of the figures. */
		source: string
		/** CSV, always serialised in the same way. */
		content: string
		lines: number
		/** SHA-256 of the content, hexadecimal. */
		digest: string
		person: string
		at: Time
	}
	/** A revision of a theme; those of the forms' own list have a row only if they were changed. */
	theme: {
		project: string
		demonstration: ZeroOrOne
		id: string
		n: number
		is_on: ZeroOrOne
		wording: JsonText
		person: string
		at: Time
	}
	/** A theme with which a user coded a passage of a transcript. */
	coding: {
		project: string
		/** Record whose answers contain the passage. */
		record: string
		path: string
		person: string
		theme: string
		at: Time
	}
	/** A passage that a user coded; its themes are rows of `coding`. */
	coded_passage: {
		project: string
		record: string
		path: string
		person: string
		/** Digest of the passage at that time. */
		passage_digest: string
		is_quote: ZeroOrOne
		memo: string
		at: Time
	}
	/** A form's table that is cached column by column, and how far. */
	column_table: {
		project: string
		/** Digest of the query: form, round, table, format of values. */
		id: string
		/** Digest of other dependencies: if it differs, the cache is built again. */
		state: string
		/** Last sequence number that it includes. */
		seq: number
		/** Time of its last use. */
		used: Time
	}
	/**
	 * A cached column, of the records that first arrived in one range of numbers; '' has the positions of
	 * these.
	 */
	column_part: { project: string; column_table: string; part: number; name: string; bytes: Blob }
	/**
	 * Districts from which records moved away, and at which number, so that clients with that district alone
	 * receive the change.
	 */
	district_move: { project: string; record: string; district: string; seq: number }
	/** A saved view of a form's table. */
	saved_view: { id: string; project: string; name: string; view: JsonText; person: string; at: Time }
	/** API keys, with which programs read in a person's name. */
	api_key: {
		id: string
		/** Digest of the key. */
		digest: string
		person: string
		name: string
		/** Null for any form. */
		form: string | null
		round: string | null
		created: Time
		expires: Time
		last_used: Time | null
	}
	/** Every revision of every rule for ever; the one with the highest number counts. */
	rule: {
		project: string
		id: string
		n: number
		form: string
		/** 1: for demonstration records only. */
		demonstration: ZeroOrOne
		is_on: ZeroOrOne
		/** `RuleWording` */
		wording: JsonText
		person: string
		at: Time
	}
	/**
	 * Rules by which the records of a form are being checked; `cursor`: id of the last checked one, null when
	 * all were.
	 */
	rule_progress: {
		project: string
		form: string
		demonstration: ZeroOrOne
		rules: string
		cursor: string | null
	}
	/**
	 * Violations of rules by records: the path only, values are read from the record. A cache like `record`.
	 */
	rule_violation: {
		project: string
		rule: string
		record: string
		path: string
		/** 1: accepted as correct, and no answer that the rule reads has changed since. */
		is_accepted: ZeroOrOne
	}
	/** Violations that were accepted as correct. */
	rule_acceptance: {
		project: string
		record: string
		rule: string
		path: string
		/** Heads of the record at that time. */
		heads: JsonText
		why: string
		person: string
		at: Time
	}
	/** Completely received attachments. Their content is in the file store, by hash. */
	attachment: {
		/** Digest of record and name. */
		id: string
		project: string
		record: string
		/** The answer that names it. */
		name: string
		/** SHA-256, hexadecimal. */
		hash: string
		size: number
		/** The enrolment that sent it. */
		device: string
		received: Time
	}
	/**
	 * Feed of each scope, in order: `person:<id>`, `all`. `kind`: `revision`, `document`, or `destroyed` with a
	 * record as `ref`.
	 */
	feed: { project: string; scope: string; seq: number; kind: string; ref: string }
	/** Documents that phones receive through the feed: campaign, forms, sample, contacts, messages. */
	document: {
		project: string
		kind: string
		ref: string
		scope: string
		seq: number
		body: JsonText
	}
	/** Published versions of forms. A version is never changed. */
	form_version: {
		project: string
		id: string
		version: number
		hash: string
		definition: JsonText
		published: Time
		published_by: string | null
		/**
		 * Approvals of a version that weakens the encryption of the one before: `[{role, name}]`; null if it does
		 * not.
		 */
		approval: ColumnType<JsonText | null, JsonText | null | undefined, JsonText | null>
	}
	/** Form versions that need or needed an approval. */
	form_proposal: {
		id: string
		project: string
		form: string
		/** The version that it would follow. */
		base: number
		hash: string
		definition: JsonText
		proposed: Time
		/** Null if it came with the program. */
		proposed_by: string | null
		/** `waiting`, `published`, `rejected`, or `replaced` by another version. */
		state: string
	}
	/** Approvals and rejections of proposed versions, once per person. */
	form_proposal_decision: {
		proposal: string
		person: string
		/** Role at that time. */
		role: string
		/** `approve` or `reject`. */
		decision: string
		why: string
		at: Time
	}
	/**
	 * State and assignment of forms that were ever changed; the others are open, for all users whose role fills
	 * them in.
	 */
	form_state: {
		project: string
		id: string
		state: FormAvailability
		since: Time
		set_by: string
		/** JSON of a `FormAssignment`; null if the form was never assigned. */
		assigned: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** Users, with role, districts and team. */
	person: {
		id: string
		project: string
		name: string
		code: string
		role: string
		/** `all`, or a JSON list of district codes. */
		districts: string
		language: string
		password: string | null
		demonstration: ZeroOrOne
		active: ZeroOrOne
		created: Time
		/** Null if unknown. */
		sex: ColumnType<string | null, string | null | undefined, string | null>
		/** Name of the team. */
		team: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** Supervisor of a team, by team name. */
	team: { project: string; name: string; supervisor: string | null }
	/**
	 * Audit log: who did what at the desk, when, and to what. The database rejects updates and deletions of
	 * entries.
	 */
	audit_log: {
		project: string
		n: number
		/** Digest of the chain at the previous entry and the content of this one. */
		chain: string
		at: Time
		/** Null without a signed-in user, or if the server acted. */
		person: string | null
		/** Role at that time. */
		role: string | null
		kind: string
		/** Id of the object of the action. */
		of: string | null
		district: string | null
		round: string | null
		many: number | null
		/** Names of fields, separated by spaces. */
		fields: string
		browser: string
	}
	/** Enrolment codes; only their digest is stored. */
	invitation: {
		digest: string
		person: string
		created: Time
		expires: Time | null
		used: Time | null
		/**
		 * The enrolment that it was used for; `spare key`, that and a digest, after a forgotten PIN; `refused` if
		 * a device of the person refused it.
		 */
		device: string | null
		/**
		 * Reference of the code for the person's devices, which are notified of it; null if the person had none.
		 */
		ref: string | null
		/** Null: the server. */
		made_by: string | null
		/** 1: a device of the person has to confirm the code before it can be used. */
		unconfirmed: ColumnType<ZeroOrOne, ZeroOrOne | undefined, ZeroOrOne>
	}
	/** Sessions of the desk. Only the digest of the token is stored. */
	session: {
		digest: string
		person: string
		created: Time
		last_seen: Time
		expires: Time
		/** Name of the browser, as it reported it. */
		label: string
		/** Time of the last proof of identity in this session; null in sessions from before it was recorded. */
		stepped_up: Time | null
	}
	/** Two-factor authentication of a user: the secret that their authenticator app has as well. */
	two_factor: {
		person: string
		/** Base 32. */
		secret: string
		since: Time
		/** Time step of the last accepted code, in half minutes since 1970: no code is accepted twice. */
		last_step: number
		/** Wrong codes since the last right one. */
		failed_attempts: number
	}
	/** Unused backup codes; only their digest is stored. */
	backup_code: { person: string; digest: string }
	/**
	 * The server's own keys (ECDSA P-256, SPKI, base64url): the newest signs certificates of enrolments, and
	 * revisions of the desk. Private keys are outside the store; `private_key` is empty unless an earlier
	 * program wrote it. `signed_by_former`: signature of the preceding key for this one.
	 */
	signing_key: {
		project: string
		public_key: string
		private_key: string
		created: Time
		signed_by_former: string | null
	}
	/** Keys of roles (P-256), base64url: phones encrypt answers to the newest one of a role. */
	role_key: {
		project: string
		role: string
		/** Prefix of the digest of the public key. */
		id: string
		public_key: string
		/** The private key, wrapped with words that the server never has; '' for a key of identifiers. */
		wrapped: string
		since: Time
		made_by: string
		/** Time from which phones encrypt to it; null until it is confirmed. */
		confirmed: Time | null
		/** Person who confirmed it; null if the preceding key signed it, or there was none. */
		confirmed_by: string | null
		/** Signature by the preceding key, base64url. */
		signature: string | null
		rejected: Time | null
	}
	/**
	 * Requests for codes for accounts of safeguarding leads, which another lead approves before the code is
	 * created.
	 */
	lead_approval: {
		id: string
		project: string
		/** Person who would sign in with the code. */
		person: string
		requested: Time
		requested_by: string
		/** `waiting`, `approved`, `rejected`, or `used` */
		state: string
		decided: Time | null
		decided_by: string | null
	}
	/**
	 * Keys to which phones encrypt (P-256), base64url: the newest is the current one, the others decrypt
	 * earlier data.
	 */
	sealing_key: {
		project: string
		/** Prefix of the digest of the public key. */
		id: string
		/** Uncompressed point. */
		public_key: string
		/** 32 bytes. */
		private_key: string
		since: Time
		/** Time at which a copy of the key was entered and was right; null if never. */
		verified_at: ColumnType<Time | null, Time | null | undefined, Time | null>
		verified_by: ColumnType<string | null, string | null | undefined, string | null>
	}
	/**
	 * Frames encrypted to a key that this server does not have, as they were sent. They have no sequence
	 * number, since their phone keeps them.
	 */
	undecrypted_frame: {
		project: string
		id: string
		key_id: string
		/** The enrolment that sent it. */
		device: string
		bytes: Blob
		signature: Blob | null
		received: Time
	}
	/** Restore of this store from a backup, and the name by which phones notice it. */
	restored: { project: string; era: string; at: Time }
	/** In older stores: the last number for which no chain value may be stored. */
	known_from: { project: string; seq: number }
	/** Finished and verified backups: everything up to this number is in them. */
	backup: { project: string; seq: number; chain: string; finished: Time }
	/**
	 * Phones that were ahead of this server after a restore: up to where they agreed, and how many revisions
	 * they returned.
	 */
	rewind: { project: string; device: string; match: number; at: Time; returned: number }
	/** An enrolment: a person on a phone, or the desk of a person. */
	device: {
		id: string
		project: string
		person: string
		kind: 'phone' | 'desk'
		phone: string
		label: string
		public_key: string | null
		/** Last counter used; for desks only, since a phone counts for itself. */
		n: number
		app: string | null
		enrolled: Time
		last_seen: Time | null
		revoked: ZeroOrOne
		/** Last inventory of the phone, as JSON, and its time. */
		inventory: JsonText | null
		inventory_at: Time | null
		/** Sequence number up to which the feed was sent to the phone; null if it was not recorded. */
		feed_cursor: ColumnType<number | null, number | null | undefined, number | null>
		/**
		 * Time at which a device counter was first seen on two revisions: two phones use the enrolment, or one
		 * was reset to an old copy.
		 */
		cloned_at: ColumnType<Time | null, Time | null | undefined, Time | null>
		/** The enrolment that it replaced, after a phone learned that its enrolment was cloned. */
		replaces: ColumnType<string | null, string | null | undefined, string | null>
		/**
		 * Public keys of key pairs whose private keys are on the phone under its PIN: one verifies read requests,
		 * the other encrypts responses. Null until first sent.
		 */
		access_key: ColumnType<string | null, string | null | undefined, string | null>
		reply_key: ColumnType<string | null, string | null | undefined, string | null>
		/** Highest protocol version that it has used. */
		protocol: ColumnType<number, number | undefined, number>
		/** For an additional device of a person: the user who created the code. */
		code_by: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** Nonces of requests that are recent enough to be accepted: each is accepted once. `at`: ms since 1970. */
	request_nonce: { device: string; nonce: string; at: number }
}
