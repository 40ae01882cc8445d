import type { ColumnType } from 'kysely'
import type { FormState } from '#shared/forms/form-definition'

/** Truth as 0 or 1 on both databases. */
type Flag = 0 | 1
/** JSON as text on both: it is only ever read whole, and jsonb halves PostgreSQL's insert rate. */
type JsonText = string
/** ISO 8601, UTC. */
type Time = string
type Blob = ColumnType<Buffer, Uint8Array, Uint8Array>

export interface Tables {
	/** One row per project: the number and chain of the last thing stored. Whoever writes locks it first. */
	head: { project: string; seq: number; chain: string }
	/** Every revision for ever, as it travelled (deflated). */
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
		/** What a person should know, with spaces between: `sum-mismatch`, `other-district`; null if there is nothing. */
		flag: string | null
		/** 0 while it is not known whether its author might write it: an ancestor is missing, or cannot be read. */
		checked: Flag
	}
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
	}
	/** What the revisions of a record fold to. A cache: it can be made again from `revision`. */
	record: {
		id: string
		project: string
		form: string
		form_version: number
		/** Who began it. */
		owner: string
		/** Made up: its owner shows the demonstration, or its round is one. In no list or file of real records. */
		demonstration: Flag
		name: string
		round: string | null
		district: string | null
		cluster: string | null
		outcome: string | null
		sex: string | null
		status: string
		void: Flag
		open_cases: number
		view: JsonText
		/** Why the view could not be made, or not made anew; null if it could. */
		view_error: string | null
		first_seq: number
		last_seq: number
		/** Phone time of the first revision, corrected where the phone knew its error. */
		started: Time
		changed: Time
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
	/** What each scope hears of, in order: `person:<id>`, `all`. */
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
	}
	/** Forms that somebody paused, retired or opened again; the others are open. */
	form_state: {
		project: string
		id: string
		state: FormState
		since: Time
		set_by: string
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
		demonstration: Flag
		active: Flag
		created: Time
	}
	/** One-time codes. Only their digest is kept. */
	invitation: {
		digest: string
		person: string
		created: Time
		expires: Time | null
		used: Time | null
		/** The enrolment that it was used for. */
		device: string | null
	}
	session: { digest: string; person: string; created: Time; last_seen: Time; expires: Time }
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
		revoked: Flag
	}
}
