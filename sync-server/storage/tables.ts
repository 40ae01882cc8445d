import type { ColumnType, Generated } from 'kysely'
import type { FormAvailability } from '#shared/forms/form-definition'
import type { ReferralOutcome, ReferralStep } from '#shared/helpline/referrals'

/** Truth as 0 or 1 on both databases. */
type ZeroOrOne = 0 | 1
/** JSON as text on both: it is only ever read whole, and jsonb halves PostgreSQL's insert rate. */
type JsonText = string
/** ISO 8601, UTC. */
type Time = string
type Blob = ColumnType<Buffer, Uint8Array, Uint8Array>

/** Records of one kind. What a record does not say is '' here: no database takes null in a key. */
interface FigureRow {
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
	/** Of these, the ones with a disagreement that nobody has decided. */
	disputed: number
	/** Such disagreements. */
	open_cases: number
}

export interface Tables {
	/** One row per project: the number and chain of the last thing stored. Whoever writes locks it first. */
	head: {
		project: string
		seq: number
		chain: string
		/** Number and chain of the last line of the log of who did what. */
		log_n: ColumnType<number, number | undefined, number>
		log_chain: ColumnType<string, string | undefined, string>
		/** How often records were understood that had not been, without anything new coming to them. */
		understood: ColumnType<number, number | undefined, number>
	}
	/** Every revision for ever, as it travelled (deflated), unless its record is destroyed or a value of it forgotten. */
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
		/** What a person should know, with spaces between: `sum-mismatch`, `handed-on`; null if there is nothing. */
		flag: string | null
		/** 0 while it is not known whether its author might write it: an ancestor is missing, or cannot be read. */
		checked: ZeroOrOne
		/** By the key of its enrolment, over its id; null from apps that did not sign yet. */
		signature: Blob | null
		/** Where values were forgotten: the digest of what it is now. Null: it is what its id says. */
		redacted: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** What has a number and is in neither of the tables of revisions: documents, decisions, revisions that were destroyed. */
	link: { project: string; seq: number; chain: string; id: string }
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
		/** The number that its phone gave it; null where that cannot be read, or it names another enrolment. */
		n: number | null
		/** 1 where a person has decided that it stays apart. */
		kept_out: ColumnType<ZeroOrOne, ZeroOrOne | undefined, ZeroOrOne>
		redacted: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** Records that were destroyed, each with the signed line that says so; and the runs of the retention clock (`runKey`). */
	destruction: {
		project: string
		record: string
		/** The number of the line. */
		seq: number
		/** Digest of the statement. */
		id: string
		/** `erasureStatementSchema`, as it was signed. */
		statement: string
		/** By the server's key, over the statement. */
		signature: Blob
		/** Who may read the line: those who might see the record. */
		district: string | null
		demonstration: ZeroOrOne
		/** 1 when the files are gone too, and the database has no deleted bytes left. */
		swept: ZeroOrOne
	}
	/** What is left of the revisions of destroyed records: that they were here, so that none is taken in again. */
	destroyed_revision: {
		id: string
		project: string
		record: string
		/** The enrolment that wrote or brought it, and the number that it gave: nobody looks for it as missing. */
		device: string
		n: number | null
		/** 1: it came after its record was destroyed, and was not kept. */
		late: ZeroOrOne
	}
	/** Files that only destroyed records had, by the SHA-256 of what was in them. `gone`: from the server's own place of files. */
	destroyed_file: { project: string; hash: string; gone: ZeroOrOne }
	/** Attachments of values that were forgotten, by their ids: one that comes all the same goes with the next run. */
	forgotten_attachment: { project: string; id: string }
	/** Uploads of attachments that were begun and have not ended: whose they are, their own bytes do not say. */
	upload: { id: string; project: string; record: string; begun: Time; device: string; size: number }
	/** Households to visit, drawn before fieldwork: only with whom they lie ever changes. */
	sample_line: {
		project: string
		round: string
		cluster: string
		household: number
		/** In the order of the sample, from 0. */
		place: number
		district: string
		area: string
		/** The middle of the cluster, degrees north and east; null where the sample does not say it. */
		centre: string | null
		/** Null: a reserve household. */
		line: number | null
		/** [0, 1), as it is written. */
		selection: string
		/** 1: its cluster is visited only where another one cannot be entered. */
		reserve_cluster: ColumnType<ZeroOrOne, ZeroOrOne | undefined, ZeroOrOne>
		person: string | null
	}
	/** With whom a household of the sample lay, and from when to when; `until` is null while it lies there. */
	held_household: {
		project: string
		round: string
		cluster: string
		household: number
		person: string
		since: Time
		until: Time | null
	}
	/** Clusters of which somebody said that nobody can enter them, or that they can be entered again. */
	cluster_state: {
		project: string
		round: string
		cluster: string
		unreachable: ZeroOrOne
		why: string
		/** The reserve cluster that was opened in its place. */
		opened: string | null
		person: string
		at: Time
	}
	/** Where a round is something else than it was when the campaign was made. */
	round_state: {
		project: string
		round: string
		state: string
		/** The day on which it was closed. */
		closed: string | null
		person: string
		at: Time
	}
	/** On which day the fieldwork of a round is to end; null: nobody says so any more. */
	round_plan: { project: string; round: string; last_day: string | null; person: string; at: Time }
	/** What a district is to bring in, where that is something else than the list of districts says. */
	target: {
		project: string
		round: string
		district: string
		interviews: number
		focus_groups: number
		person: string
		at: Time
	}
	/** With whom the back-check of an interview lies. */
	given_check: {
		project: string
		/** The interview. */
		record: string
		round: string
		person: string | null
		given_by: string
		at: Time
	}
	/** Sounds that read a form's texts aloud, each by the text that it says (`computeAudioTextKey`). */
	spoken_text: {
		project: string
		form: string
		language: string
		text: string
		/** Where the text stood when it was recorded. */
		place: string
		/** Of its file. */
		hash: string
		size: number
		/** As its first bytes say. */
		type: string
		/** Who recorded it, or said that it is still right. */
		person: string
		at: Time
	}
	/** What was decided about work held back: every decision for ever, each with a number and a place in the chain. */
	decision: {
		project: string
		seq: number
		chain: string
		revision: string
		/** The enrolment that brought it. */
		device: string
		/** Why it had been held back. */
		held_for: string
		decision: 'let-in' | 'keep-out'
		/** Null where this program understood by itself what an earlier one could not. */
		person: string | null
		why: string
		at: Time
	}
	/** Who was switched off or on again, by whom; `device` null: the person, else one phone of theirs. */
	switching: {
		project: string
		person: string
		device: string | null
		active: ZeroOrOne
		switched_by: string
		at: Time
	}
	/** What the revisions of a record fold to. A cache: it can be made again from `revision`. */
	record: {
		id: string
		project: string
		form: string
		form_version: number
		/** With whom it lies: who began it, or to whom the desk handed it. */
		owner: string
		/** Made up: its owner shows the demonstration, or its round is one. In no list or file of real records. */
		demonstration: ZeroOrOne
		name: string
		round: string | null
		district: string | null
		cluster: string | null
		outcome: string | null
		sex: string | null
		/** How a household ended (`dispositions`). */
		disposition: string | null
		/** The campaign's day on which it was finished first; null before. */
		finished_on: string | null
		/** The number of the revision that finished it first. */
		finished_seq: number | null
		status: string
		void: ZeroOrOne
		open_cases: number
		/** How many questions of the checks about it are open, as they were noted last; -1 until the checks have looked at it. */
		open_flags: number
		/** The kinds of these, each once with a space before and after it; '' without any. */
		open_kinds: string
		/** The roles that alone read it, with a space before and after each; '' where its form names none. */
		readers: string
		view: JsonText
		/** Why the view could not be made, or not made anew; null if it could. */
		view_error: string | null
		first_seq: number
		last_seq: number
		/** Phone time of the first revision, corrected where the phone knew its error. */
		started: Time
		changed: Time
		/** When something of it is due next, ms since 1970; 0 until somebody has looked since it was made new, null where nothing is. */
		forget_at: Generated<number | null>
		/** 1 when the rules of its form were held against it since it was made new. */
		ruled: Generated<ZeroOrOne>
	}
	/** By which rules all records of a form were looked through for what is due. */
	/** `trusted`: the last time that was known to be right; `jumped_at`: what the clock showed when it was found to be days ahead of it. */
	clock: { project: string; trusted: Time; jumped_at: Time | null }
	keeping: { project: string; form: string; rules: string }
	/** What the checks of a round ask of each finished record of a household. A cache like `record`. */
	interview: {
		record: string
		project: string
		round: string
		district: string
		/** '' where none is named. */
		cluster: string
		person: string
		demonstration: ZeroOrOne
		finished: Time
		/** The number of the store when it was understood. */
		seq: number
		/** By which way of taking facts out of a record (`factsVersion`). */
		made: number
		/** `HouseholdFacts`. */
		facts: JsonText
		/** `writePacked`; '' of what came to no interview. */
		answers: string
		/** 0 until it was looked for which earlier interview of the round says most nearly the same. */
		compared: ZeroOrOne
		/** That record, and which share of the answers is the same. */
		alike: string | null
		alike_permille: number | null
		/** Of a completed one, null of any other: the campaign's day on which it was finished; */
		done_on: string | null
		/** the hour of the week in which it began (`hourOfWeek`); */
		began_hour: number | null
		/** and whole minutes at the questions, `mostMinutes` for those and more. */
		minutes: number | null
	}
	/** What is counted of each finished call to the helpline that is not void. A cache like `record`. */
	call: {
		record: string
		project: string
		demonstration: ZeroOrOne
		/** The campaign's month in which it began, `2023-05`. */
		month: string
		/** Null where nobody knows more than the month. */
		began: Time | null
		/** Who wrote it down: with whom its record lies. */
		operator: string
		/** These six as codes of the form, '' where not asked; the district is where the caller lives. */
		district: string
		channel: string
		category: string
		gender: string
		outcome: string
		urgency: string
		/** It cannot have been longer; null where nobody knows. */
		most_seconds: number | null
		/** 1: of an older register. */
		brought_in: ZeroOrOne
		/** 1: somebody was promised a call back, here. */
		waits: ZeroOrOne
		/** By which way of taking facts out of a record (`callFactsVersion`). */
		made: number
	}
	/** What became of a promise to call back: who has taken it on, who has done it, and when the last of these was. */
	call_back: {
		record: string
		project: string
		taken_by: string | null
		done_by: string | null
		at: Time
	}
	/** To which departments each of these calls was referred, and may be. A cache like `call`, changed together with it. */
	referral: { project: string; record: string; department: string }
	/** What was noted of a referral, by its number from 1 on: all of it stays, and the last says how it stands. */
	referral_step: {
		project: string
		record: string
		department: string
		n: number
		step: ReferralStep
		/** How it ended, where it was closed. */
		ending: ReferralOutcome | null
		person: string
		at: Time
	}
	/** What shifts at the helpline left to the next, by their number: who wrote it, and who has seen it. */
	handover: {
		project: string
		n: number
		demonstration: ZeroOrOne
		person: string
		at: Time
		/** Begun since the handover before, and call-backs that were open. */
		calls: number
		open: number
		/** That were open; null of a handover from before they were followed up. */
		referrals: number | null
		note: string
		confirmed_by: string | null
	}
	/** Another number whenever something is another in the interviews of a district: none of them has to be read to know. */
	interview_change: { project: string; round: string; district: string; n: number }
	/** How a district of a round stood when its open questions were noted last. */
	flags_noted: { project: string; round: string; district: string; stamp: string }
	/** What was decided about flags: every decision for ever, the newest has the highest number. */
	flag_decision: {
		project: string
		round: string
		district: string
		/** Record, person, or district. */
		subject: string
		kind: string
		item: string
		n: number
		state: string
		/** What had been found then, and in how many interviews. */
		found: string
		many: number
		/** The other record that it was about. */
		other: string | null
		/** Who decided. */
		person: string
		at: Time
		why: string
	}
	/** Limits and severities of the quality checks of a round: every change for ever, the newest has the highest number. */
	quality_limits: {
		project: string
		round: string
		n: number
		/** What is set, as JSON. */
		limits: string
		/** Who set it. */
		person: string
		at: Time
		why: string
	}
	/** How many records there are of each kind, by the day on which they were finished. A cache of `record`, changed together with it. */
	figure_by_day: FigureRow & { day: string }
	/** The same by cluster. */
	figure_by_cluster: FigureRow & { cluster: string }
	/** How many interviews were completed, by one thing each (`ChartedThing`). A cache of `interview`, changed together with it. */
	figure_of_interviews: {
		project: string
		demonstration: ZeroOrOne
		round: string
		about: string
		district: string
		/** '' where it is not told by person. */
		person: string
		value: string
		interviews: number
	}
	/** Disagreements, open and closed. A cache like `record`. */
	disagreement: {
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
	 * Of revisions in which a data manager corrects answers or brings records in, or takes that back: so that they are found. What they say stands
	 * in them alone.
	 */
	correction: {
		revision: string
		project: string
		record: string
		/** The same for all records that were corrected as one. */
		correction: string
		takes_back: string | null
		/** Not of a correction: of what came in as one. */
		brought_in: 0 | 1
		/** Of the revision. */
		seq: number
	}
	/** States of a round's records that have a name. What they hold is worked out again from revisions whenever it is asked for. */
	release: {
		id: string
		project: string
		name: string
		notes: string
		form: string
		round: string
		/** Kind, values, versions …, as `Release` has them. */
		options: JsonText
		/** What came with a higher number is not in it. */
		seq: number
		records: number
		bytes: number
		checksum: string
		content: string
		person: string
		at: Time
		superseded: JsonText | null
	}
	/** Files that the server makes while nobody waits, and keeps for a day. Their bytes lie with the attachments. */
	made_file: {
		id: string
		project: string
		person: string
		/** Whose records somebody with them sees: with others it is nobody's. */
		rights: JsonText
		/** As it is saved. */
		name: string
		/** Content type. */
		type: string
		/** What the log of who did what says when it is taken. */
		act: JsonText
		state: 'waiting' | 'being-made' | 'whole' | 'ended'
		/** What ended it, as `Problem` writes itself. */
		problem: JsonText | null
		progress: JsonText | null
		/** SHA-256, hexadecimal; null until all is written. */
		hash: string | null
		bytes: number | null
		asked: Time
		/** When who makes it was there last. */
		touched: Time
		/** From then on it is nobody's, and goes. */
		until: Time
	}
	/** A wording of an indicator; those that came with the program stand in it only where somebody changed them. */
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
	/** Weights of a round's interviews, as they were worked out once. */
	weight_set: {
		project: string
		round: string
		n: number
		/** All that came until this number was looked at. */
		seq: number
		made_of: JsonText
		report: JsonText
		/** The file of weights, deflated: a line for each interview that has one. */
		weights: Blob
		/** SHA-256 of that file, hexadecimal. */
		checksum: string
		person: string
		at: Time
	}
	/** What weights are made of beside what came from phones: people of the census, and clusters as they were drawn. */
	weighing_file: {
		project: string
		round: string
		kind: 'census' | 'clusters'
		n: number
		/** Who says so. */
		source: string
		/** CSV, always written in the same way. */
		content: string
		lines: number
		/** SHA-256 of the content, hexadecimal. */
		digest: string
		person: string
		at: Time
	}
	/** A wording of a theme; those of the forms' own list stand in it only where somebody changed them. */
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
	/** A theme that somebody found in a passage of a talk. */
	coding: {
		project: string
		/** In whose answers the passage stands. */
		record: string
		path: string
		person: string
		theme: string
		at: Time
	}
	/** A passage that somebody coded; what they found in it are rows of `coding`. */
	coded_passage: {
		project: string
		record: string
		path: string
		person: string
		/** Digest of what stood there then. */
		said: string
		is_quote: ZeroOrOne
		memo: string
		at: Time
	}
	/** How far a form's table is kept column by column. */
	kept_table: {
		project: string
		/** Digest of what is looked at: form, round, table, how values are told. */
		id: string
		/** Digest of what else it depends on: where it differs, it is made anew. */
		state: string
		/** All that came until this number is in it. */
		seq: number
		/** When somebody looked at it last. */
		used: Time
	}
	/** A column of it, of the records that first arrived in one stretch of numbers; '' says which these are. */
	kept_column: { project: string; kept_table: string; part: number; name: string; bytes: Blob }
	/** From which district a record went to another, at which number: who reads that district alone is told. */
	moved_away: { project: string; record: string; district: string; seq: number }
	/** A way of looking at a form's table, with a name. */
	saved_view: { id: string; project: string; name: string; view: JsonText; person: string; at: Time }
	/** By what a program reads in a person's name. */
	connection: {
		id: string
		/** Of the key. */
		digest: string
		person: string
		name: string
		/** Null for any. */
		form: string | null
		round: string | null
		made: Time
		expires: Time
		last_used: Time | null
	}
	/** Every wording of every rule for ever; that with the highest number counts. */
	rule: {
		project: string
		id: string
		n: number
		form: string
		/** 1: of somebody who shows the demonstration, and of nobody else's list. */
		demonstration: ZeroOrOne
		is_on: ZeroOrOne
		/** `RuleWording` */
		wording: JsonText
		person: string
		at: Time
	}
	/** By which rules the records of a form are looked through; the id of the last one, null when all were. */
	rules_looked: {
		project: string
		form: string
		demonstration: ZeroOrOne
		rules: string
		after: string | null
	}
	/** Where records break rules: the place alone, what stands there is read from the record. A cache like `record`. */
	rule_break: {
		project: string
		rule: string
		record: string
		path: string
		/** Somebody said that it is right as it is, and no answer that the rule looks at has changed since. */
		is_right: ZeroOrOne
	}
	/** What breaks a rule and is right as it is. */
	rule_decision: {
		project: string
		record: string
		rule: string
		path: string
		/** The revisions that showed what stood there then. */
		heads: JsonText
		why: string
		person: string
		at: Time
	}
	/** Pictures, sounds and files that came whole. What is in them lies in the file store, by its hash. */
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
	/** What each scope hears of, in order: `person:<id>`, `all`. `kind`: `revision`, `document`, or `destroyed` with a record as `ref`. */
	feed: { project: string; scope: string; seq: number; kind: string; ref: string }
	document: {
		project: string
		kind: string
		ref: string
		scope: string
		seq: number
		body: JsonText
	}
	form_version: {
		project: string
		id: string
		version: number
		hash: string
		definition: JsonText
		published: Time
		published_by: string | null
		/** Who approved that it weakens the sealing of the version before: `[{role, name}]`; null where it does not. */
		approval: ColumnType<JsonText | null, JsonText | null | undefined, JsonText | null>
	}
	/** Versions of forms that wait for somebody's approval, or once did. */
	form_proposal: {
		id: string
		project: string
		form: string
		/** The version that it would follow. */
		base: number
		hash: string
		definition: JsonText
		proposed: Time
		/** Null where it came with the program. */
		proposed_by: string | null
		/** `waiting`, `published`, `rejected`, or `replaced` by another version. */
		state: string
	}
	/** Who approved or rejected such a version, once each. */
	form_proposal_decision: {
		proposal: string
		person: string
		/** Of that time. */
		role: string
		/** `approve` or `reject`. */
		decision: string
		why: string
		at: Time
	}
	/** Forms that somebody paused, retired, opened again or assigned; the others are open, and for everybody whose role fills them in. */
	form_state: {
		project: string
		id: string
		state: FormAvailability
		since: Time
		set_by: string
		/** JSON of a `FormAssignment`; null if the form was never assigned. */
		assigned: ColumnType<string | null, string | null | undefined, string | null>
	}
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
		/** Null where nobody has said it. */
		sex: ColumnType<string | null, string | null | undefined, string | null>
		/** By its name. */
		team: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** Who supervises a team, by its name. */
	team: { project: string; name: string; supervisor: string | null }
	/** Who did what at the desk, when, and to what: the database refuses to change a line or to take one away. */
	access_log: {
		project: string
		n: number
		/** Digest of the chain at the line before and everything that this one says. */
		chain: string
		at: Time
		/** Null where nobody was signed in, or the server did it. */
		person: string | null
		/** Of that time. */
		role: string | null
		kind: string
		/** Id of what it was done to. */
		of: string | null
		district: string | null
		round: string | null
		many: number | null
		/** Names of fields, with spaces between. */
		fields: string
		browser: string
	}
	/** One-time codes. Only their digest is kept. */
	invitation: {
		digest: string
		person: string
		created: Time
		expires: Time | null
		used: Time | null
		/** The enrolment that it was used for; `spare key`, that and a digest, where a PIN was forgotten; `refused` by a device of the person. */
		device: string | null
		/** What devices of the person call it, who are told of it; null where the person had none. */
		ref: string | null
		/** Null: the server. */
		made_by: string | null
		/** 1: no device is set up with it before one of the person's devices confirms it. */
		unconfirmed: ColumnType<ZeroOrOne, ZeroOrOne | undefined, ZeroOrOne>
	}
	session: {
		digest: string
		person: string
		created: Time
		last_seen: Time
		expires: Time
		/** The browser, as it told of itself. */
		label: string
		/** When the person last proved their identity in this session; null in sessions from before this was asked. */
		stepped_up: Time | null
	}
	/** Whoever signs in with a second step: what their authenticator app knows as well. */
	second_step: {
		person: string
		/** Base 32. */
		secret: string
		since: Time
		/** The half minute, counted since 1970, whose number was taken last: none is taken twice. */
		last_step: number
		/** Wrong ones since the last right one. */
		wrong: number
	}
	/** Emergency codes that were not used yet. Only their digest is kept. */
	emergency_code: { person: string; digest: string }
	/**
	 * The server's own keys (ECDSA P-256, SPKI, base64url): the newest signs certificates of enrolments, and what the desk writes. Private halves lie
	 * outside of the store; `private_key` is empty but where an earlier program wrote it. `signed_by_former`: the word of the key before for this one.
	 */
	signing_key: {
		project: string
		public_key: string
		private_key: string
		created: Time
		signed_by_former: string | null
	}
	/** Keys of roles (P-256), base64url: the newest of a role is the one to which phones seal answers. */
	role_key: {
		project: string
		role: string
		/** The beginning of the digest of the public half. */
		id: string
		public_key: string
		/** The private half, wrapped in words that the server never has; '' of a key for identifiers. */
		wrapped: string
		since: Time
		made_by: string
		/** From when on phones seal to it; null while nobody has confirmed it. */
		confirmed: Time | null
		/** Who confirmed it; null where the key before has signed it, or there was none. */
		confirmed_by: string | null
		/** By the key before, base64url. */
		signature: string | null
		rejected: Time | null
	}
	/** Codes for accounts of safeguarding leads: another lead approves each before it is made. */
	lead_approval: {
		id: string
		project: string
		/** Who would sign in with the code. */
		person: string
		asked: Time
		asked_by: string
		/** `waiting`, `approved`, `rejected`, or `used` */
		state: string
		decided: Time | null
		decided_by: string | null
	}
	/** Keys to which phones seal (P-256), base64url: the newest is the project's, the others open what was sealed before. */
	sealing_key: {
		project: string
		/** The beginning of the digest of the public one. */
		id: string
		/** A point, uncompressed. */
		public_key: string
		/** 32 bytes. */
		private_key: string
		since: Time
		/** When somebody gave its copy back and it was right; null while nobody has. */
		tested_at: ColumnType<Time | null, Time | null | undefined, Time | null>
		tested_by: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** Sealed to a key that this server does not have, as they travelled. They have no number: their phone keeps them. */
	unopened: {
		project: string
		id: string
		key_id: string
		/** The enrolment that brought it. */
		device: string
		bytes: Blob
		signature: Blob | null
		received: Time
	}
	/** That this store was put back from a backup, and under which name phones know that. */
	restored: { project: string; era: string; at: Time }
	/** In stores of before: the last number of which it may be that nothing is known. */
	kept_from: { project: string; seq: number }
	/** Backups that were finished and verified: everything up to this number is in them. */
	backup: { project: string; seq: number; chain: string; finished: Time }
	/** Phones that knew more than this server, since it was restored: how far they agreed, and what they brought back. */
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
		/** Last counter used; kept for desks only, a phone counts for itself. */
		n: number
		app: string | null
		enrolled: Time
		last_seen: Time | null
		revoked: ZeroOrOne
		/** What the phone last said that it holds, as JSON, and when. */
		holds: JsonText | null
		holds_at: Time | null
		/** Up to which number the feed was sent to the phone; null where nobody noted that. */
		heard: ColumnType<number | null, number | null | undefined, number | null>
		/** When a number of it was first seen on two revisions: two phones work under it, or one that went back to an old copy. */
		copied_at: ColumnType<Time | null, Time | null | undefined, Time | null>
		/** The enrolment in whose place it was taken, by a phone that was told that it is not the only one. */
		replaces: ColumnType<string | null, string | null | undefined, string | null>
		/** Signs what reads, and replies are sealed to the other: their private halves lie on the phone under its PIN. Null before the first. */
		access_key: ColumnType<string | null, string | null | undefined, string | null>
		reply_key: ColumnType<string | null, string | null | undefined, string | null>
		/** The highest version of the protocol that it has spoken. */
		protocol: ColumnType<number, number | undefined, number>
		/** Of another device of somebody who had one: who made the code. */
		code_by: ColumnType<string | null, string | null | undefined, string | null>
	}
	/** Nonces of requests that are still inside of the time in which one would be accepted: each counts once. `at`: ms since 1970. */
	request_nonce: { device: string; nonce: string; at: number }
}
