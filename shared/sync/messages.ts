import * as z from 'zod/mini'
import { signedApprovalSchema } from '#shared/forms/form-approval'
import { formAvailabilities } from '#shared/forms/form-definition'
import { partPlaceSchema } from '#shared/forms/form-parts'
import { type Bytes, fromUtf8, utf8 } from '#shared/kernel/bytes'
import { roles } from '#shared/people/roles'
import { idSchema, revisionIdSchema } from '#shared/revisions/revision'
import { deviceInventorySchema } from './device-inventory.ts'
import { keySuccessionSchema } from './key-succession.ts'

/** A sequence number of the server and its chain there. */
export const markSchema = z.tuple([z.int().check(z.nonnegative()), z.string().check(z.maxLength(40))])

/** Maximum signing key changes in a response, more than a project has; older ones are not sent. */
export const maxSuccessions = 20
/** Maximum revisions per request that a phone requests by id. */
export const maxRequestedRevisions = 20

/**
 * Public halves of the keys that the PIN of an enrolment opens, and r‖s by the first over `accessKeysToSign`,
 * base64url.
 */
export const accessKeysSchema = z.object({
	sign: z.string().check(z.minLength(80), z.maxLength(200), z.regex(/^[\w-]+$/)),
	seal: z.string().check(z.regex(/^[\w-]{87}$/)),
	proof: z.string().check(z.maxLength(100), z.regex(/^[\w-]+$/)),
})
export type AccessKeysShown = z.infer<typeof accessKeysSchema>

/** Header of a request. A signature frame by the phone's key over these bytes follows. */
export const requestHeaderSchema = z.object({
	v: z.int().check(z.positive()),
	project: z.string(),
	device: idSchema,
	/** Random; a response without it is not for this request. */
	nonce: idSchema,
	/** Sequence number up to which the phone has the feed. */
	cursor: z.int().check(z.nonnegative()),
	/**
	 * Version of the app, so that the desk can list devices that must update; sent with the first request after
	 * unlocking, when `holds` changed, and always to a server before version 12.
	 */
	app: z.optional(z.string().check(z.maxLength(40))),
	/**
	 * The phone's checkpoints of the server, newest first: only the newest, or all if the server requested them.
	 */
	marks: z.optional(z.array(markSchema).check(z.maxLength(40))),
	/** True if `marks` contains all checkpoints. */
	isAll: z.optional(z.boolean()),
	/** True if some of the revisions are ones that the server had before it was set back. */
	again: z.optional(z.boolean()),
	/** True if the phone has no certificate of its enrolment yet. */
	uncertified: z.optional(z.boolean()),
	/**
	 * Creation time of the offline bundle that contains the request, ms since 1970: the sender is a carrier, not
	 * the phone.
	 */
	carried: z.optional(z.int()),
	/** True if the phone does not have the project's key for sealing. */
	keyless: z.optional(z.boolean()),
	/** Id of the server's keys that the phone has (`keysId`): a server with other keys sends them. */
	keysKnown: z.optional(z.string().check(z.maxLength(16))),
	/** True if the phone is locked: it sends what it sealed, and accepts only acknowledgements. */
	isSendOnly: z.optional(z.boolean()),
	/**
	 * Ids of revisions that the phone lacks, of records owned by its person: they are sent with their ancestors.
	 */
	wants: z.optional(z.array(revisionIdSchema).check(z.maxLength(maxRequestedRevisions))),
	/** Inventory of the phone, if it changed since the last one. An invalid one is ignored. */
	holds: z.catch(z.optional(deviceInventorySchema), undefined),
	/** Signing time, by the server's clock as the phone knows it, ms since 1970. */
	sentAt: z.optional(z.int()),
	/** `framesDigest` of the frames after the signature; absent if there are none and `app` is absent too. */
	digest: z.optional(revisionIdSchema),
	/** Access keys, which the PIN opens; sent until the server has answered with them. */
	access: z.optional(accessKeysSchema),
})
export type RequestHeader = z.infer<typeof requestHeaderSchema>

/**
 * Acknowledgements of a revision. `stored`, `dup`, `waiting-parent` and `quarantined` mean that the server
 * has the bytes on disk. After `bad-hash` and `too-big` the revision stays on the phone, which shows an
 * error; after `key-unknown` too: the server stores the bytes, cannot read them, and expects them again under
 * the key in the response. `destroyed`: the record was erased; the server has not stored the revision, and
 * the phone deletes all that it has of the record.
 */
export const ackCodes = [
	// the first four mean that the server has the revision
	'stored',
	'dup',
	'waiting-parent',
	'quarantined',
	'bad-hash',
	'too-big',
	'key-unknown',
	'destroyed',
] as const
export type AckCode = (typeof ackCodes)[number]
export const isAtServer = (code: AckCode): boolean => ackCodes.indexOf(code) < 4
/** True if the phone still has to do something about the revision. */
export const isWithPhone = (code: AckCode): boolean => !isAtServer(code) && code !== 'destroyed'

/** Header of a response. Empty values are left out: most syncs bring no news, and 2G is paid by the byte. */
export const replyHeaderSchema = z.object({
	v: z.int().check(z.positive()),
	nonce: idSchema,
	acks: z._default(z.array(z.tuple([revisionIdSchema, z.enum(ackCodes)])), []),
	/** Sequence number up to which the phone has the feed after this page. */
	cursor: z.int().check(z.nonnegative()),
	/** True if the feed has more: request again. */
	more: z._default(z.boolean(), false),
	/** Newest number of the server. Absent if it equals the newest mark of the request. */
	head: z.optional(z.object({ seq: z.int(), chain: z.string() })),
	/**
	 * Set if the server does not know the newest mark because it was set back. They agree up to `match`, and
	 * everything after it must be sent again, whoever its author; null: the phone must send all its marks.
	 */
	rewound: z.optional(z.object({ match: z.nullable(z.int()) })),
	/** Sequence number up to which everything is in a completed backup. */
	durable: z._default(z.int(), 0),
	/**
	 * Id of the last restore from a backup. If it differs from the previous one, everything without a sequence
	 * number must be sent again.
	 */
	era: z.optional(z.string().check(z.maxLength(22))),
	/**
	 * Id of the enrolment that the receipt is for, if the request was an offline bundle; the server's signature
	 * frame follows.
	 */
	receipt: z.optional(idSchema),
	/** In a receipt: ids of the attachments that are complete at the server. */
	received: z.optional(z.array(z.string().check(z.maxLength(40)))),
	/** The project's key, if the phone requested it or seals to another one. A point of P-256, base64url. */
	sealingKey: z.optional(z.string().check(z.maxLength(100))),
	/** Sent with `sealingKey`: the server's signing key, SPKI, base64url. */
	serverKey: z.optional(z.string().check(z.maxLength(200))),
	/** Signature of that key over the project's key (`sealingKeyToSign`), base64url. */
	sealingKeySigned: z.optional(z.string().check(z.maxLength(100))),
	/** Chain of signing keys up to `serverKey`, oldest first; absent if it is the first. */
	successions: z.optional(z.array(keySuccessionSchema).check(z.maxLength(maxSuccessions))),
	/**
	 * True if another phone works under this enrolment too: the phone must replace it by an enrolment of its
	 * own.
	 */
	rekey: z.optional(z.boolean()),
	/** Server time, ms since 1970. */
	now: z.int(),
	notices: z._default(z.array(z.enum(['update-app', 'person-inactive'])), []),
})
/** A response header as it is sent: `head` may be absent. */
export type ReplyHeaderSent = z.infer<typeof replyHeaderSchema>
export type ReplyHeader = ReplyHeaderSent & { head: NonNullable<ReplyHeaderSent['head']> }

/** Fills in `head` from the newest mark of the request if it is absent; null if there is neither. */
export function withHead(sent: ReplyHeaderSent, marks: RequestHeader['marks'] = []): ReplyHeader | null {
	const [newest] = marks
	const head = sent.head ?? (newest && { seq: newest[0], chain: newest[1] })
	return head ? { ...sent, head } : null
}

/** First frame inside a sealed response. */
export const sealedHeaderSchema = z.object({
	/** Authors of the revisions of this page, by enrolment. */
	authors: z._default(
		z.record(z.string(), z.object({ person: idSchema, name: z.string(), role: z.enum(roles) })),
		{},
	),
})
export type SealedHeader = z.infer<typeof sealedHeaderSchema>
export type Authors = SealedHeader['authors']

/** Encodes a response header without the values that `replyHeaderSchema` fills in as defaults. */
export function writeReplyHeader({
	acks,
	more,
	notices,
	durable,
	rewound,
	...always
}: ReplyHeaderSent): Bytes {
	return utf8(
		JSON.stringify({
			...always,
			...(acks.length > 0 ? { acks } : {}),
			...(more ? { more } : {}),
			...(notices.length > 0 ? { notices } : {}),
			...(durable > 0 ? { durable } : {}),
			...(rewound ? { rewound } : {}),
		}),
	)
}

/**
 * A server-authoritative document of the feed. A later one of the same kind and ref replaces it. Bodies by
 * kind: `campaign` a `Study`, `person` a `PersonDocument`, `form` a `FormDocument`, `help` as in
 * `fieldContactsDocumentSchema`, `role-key` a `RoleKeyDocument`, `sample` a `SampleDocument`, `message` a
 * `MessageDocument`, `back-checks` a `BackChecksDocument`, `new-device` a `NewDeviceDocument`; `form-part` a
 * `FormPart`; `form-assignment` says whether the user can start records with the form; `destroyed` is an
 * order to delete the record that `ref` names, and its body `{}`.
 */
export const documentSchema = z.object({
	kind: z.enum([
		'campaign',
		'person',
		'form',
		'help',
		'role-key',
		'sample',
		'message',
		'back-checks',
		'new-device',
		'destroyed',
		'form-part',
		'form-assignment',
	]),
	ref: z.string(),
	body: z.unknown(),
})
export type Document = z.infer<typeof documentSchema>

/** Body of a `person` document, ref = the person's id: a user of this phone. */
export const personDocumentSchema = z.object({
	id: idSchema,
	name: z.string(),
	/** Username, as forms ask for it. */
	code: z.string(),
	role: z.enum(roles),
	districts: z.array(z.string()),
	/** Works with practice records only. */
	demonstration: z.boolean(),
})
export type PersonDocument = z.infer<typeof personDocumentSchema>

/** Body of a `form` document, ref = `id@version`. The definition is validated when it is compiled. */
export const formDocumentSchema = z.object({
	id: z.string(),
	version: z.int(),
	/** True if new records can begin with it; an older version is only for records that began with it. */
	isCurrent: z.boolean(),
	/** Absent from older servers: open. */
	state: z.optional(z.enum(formAvailabilities)),
	/**
	 * Approval of a version with weaker sealing than the previous one. Phones refuse such a version without it.
	 */
	approval: z.optional(signedApprovalSchema),
	definition: z.unknown(),
	/** Parts of the form in documents of their own (`form-part`), and their places in the definition. */
	parts: z.optional(z.array(partPlaceSchema)),
})
export type FormDocument = z.infer<typeof formDocumentSchema>

/** Request of a phone to enrol. */
export const enrolRequestSchema = z.object({
	code: z.string().check(z.minLength(1), z.maxLength(40)),
	/** ECDSA P-256, SPKI, base64url. */
	publicKey: z.string().check(z.minLength(80), z.maxLength(200), z.regex(/^[\w-]+$/)),
	/** Random id of the phone, shared by all its users. */
	phone: idSchema,
	/** Label of the device: browser and operating system, shortened. */
	label: z.string().check(z.maxLength(80)),
})
export const enrolReplySchema = z.object({
	device: idSchema,
	project: z.string(),
	person: personDocumentSchema,
	language: z.string(),
	/** Certificate of this enrolment, base64url; absent from older servers. */
	certificate: z.optional(z.string().check(z.maxLength(8000))),
	/** The project's key, to which the phone seals; absent from older servers. */
	sealingKey: z.optional(z.string().check(z.maxLength(100))),
	/** The server's signing key, for receipts; absent from older servers. */
	serverKey: z.optional(z.string().check(z.maxLength(200))),
})
export type EnrolReply = z.infer<typeof enrolReplySchema>

/** Parses JSON bytes as a message of that schema. Null for anything else. */
export function readMessage<Schema extends z.ZodMiniType>(
	schema: Schema,
	bytes: Uint8Array,
): z.infer<Schema> | null {
	try {
		const read = schema.safeParse(JSON.parse(fromUtf8(bytes)))
		return read.success ? (read.data as z.infer<Schema>) : null
	} catch {
		return null
	}
}
